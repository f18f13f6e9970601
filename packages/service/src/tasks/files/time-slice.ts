import { setImmediate as yieldToRequests } from 'node:timers/promises'

const sliceMs = 5

/**
 * Returns a function to call in a long loop. When 5 ms have passed since the last pause, it returns a promise to await, which lets other
 * requests run.
 */
export function timeSlice(): () => Promise<void> | undefined {
  let end = performance.now() + sliceMs
  const pause = async () => {
    await yieldToRequests()
    end = performance.now() + sliceMs
  }
  return () => (performance.now() < end ? undefined : pause())
}
