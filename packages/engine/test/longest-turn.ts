import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'

/** Milliseconds of a turn of the event loop. */
export interface Turn {
  readonly clock: number
  /** CPU time of the process, which does not grow while other processes use the machine but includes the garbage collector's threads. */
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
  let last = process.cpuUsage()
  let isMeasuring = true
  const measure = () => {
    const { user, system } = process.cpuUsage(last)
    longest = Math.max(longest, user + system)
    last = process.cpuUsage()
    if (isMeasuring) setImmediate(measure)
  }
  delays.enable()
  setImmediate(measure)
  await work()
  await nextTurn()
  isMeasuring = false
  delays.disable()
  return { clock: delays.max / 1e6, cpu: longest / 1000 }
}
