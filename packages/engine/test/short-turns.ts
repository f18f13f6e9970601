import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect } from 'vitest'
import { computingTimeOfThread } from './computing-time.js'

/** Milliseconds below which the longest turn of the event loop must stay, because other requests wait for it. */
const limit = 50
/** Work that blocks the event loop does so in each run. Other processes disturb some runs only. */
const maxRuns = 6

/** Milliseconds of a turn of the event loop. */
interface Turn {
  readonly clock: number
  /** CPU time of the thread without that for new memory. It does not grow while other threads and processes use the machine. */
  readonly cpu: number
}

/** Expects that in one of at most six runs of the work, each turn of the event loop takes less than 50 ms. The output names the work by `what`. */
export async function expectShortTurns(what: string, work: () => Promise<unknown>): Promise<void> {
  let best = Number.POSITIVE_INFINITY
  for (let run = 0; run < maxRuns && best >= limit; run++) {
    const { clock, cpu } = await longestTurn(work)
    console.info(`${what}: ${clock.toFixed(1)} ms, ${cpu.toFixed(1)} ms of CPU time`)
    best = Math.min(best, clock, cpu)
  }
  expect(best).toBeLessThan(limit)
}

async function longestTurn(work: () => Promise<unknown>): Promise<Turn> {
  const delays = monitorEventLoopDelay({ resolution: 1 })
  let longest = 0
  let last = computingTimeOfThread()
  let isMeasuring = true
  const measure = () => {
    const now = computingTimeOfThread()
    longest = Math.max(longest, now - last)
    last = now
    if (isMeasuring) setImmediate(measure)
  }
  delays.enable()
  setImmediate(measure)
  await work()
  await nextTurn()
  isMeasuring = false
  delays.disable()
  return { clock: delays.max / 1e6, cpu: longest }
}
