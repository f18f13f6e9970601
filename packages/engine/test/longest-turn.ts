import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { computingTimeOfThread } from './computing-time.js'

/** Milliseconds of a turn of the event loop. */
export interface Turn {
  readonly clock: number
  /** CPU time of the thread without that for new memory. It does not grow while other threads and processes use the machine. */
  readonly cpu: number
}

/** Runs the work three times, and returns the shortest of the longest turns of each run. */
export async function shortestOfLongestTurns(work: () => Promise<unknown>): Promise<Turn> {
  const turns: Turn[] = []
  for (let run = 0; run < 3; run++) turns.push(await longestTurn(work))
  return { clock: Math.min(...turns.map(({ clock }) => clock)), cpu: Math.min(...turns.map(({ cpu }) => cpu)) }
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
