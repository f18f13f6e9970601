import { type Measured, median } from './compare.js'
import { markdown } from './tables.js'
import { targeted } from './workloads.js'

/** Limit for the p99 of Taskpact REST as a multiple of that of the best tuned peer. */
const max = 1.1

/** Compares the p99 of Taskpact REST with the lowest of the tuned peers. Empty if latency was not measured. */
export function latencyTable(measured: readonly Measured[]): string {
  const rows = targeted.flatMap((name) => {
    const all = measured.filter(({ workload, latency }) => workload === name && latency.length > 0)
    const taskpact = all.find(({ server }) => server === 'Taskpact REST')
    const [best] = all.filter(({ kind }) => kind === 'tuned').toSorted((a, b) => p99(a) - p99(b))
    if (!best || !taskpact) return []
    const ratio = p99(taskpact) / p99(best)
    const reached = ratio <= max ? 'yes' : '**no**'
    return [[name, p99(taskpact).toFixed(1), best.server, p99(best).toFixed(1), ratio.toFixed(2), reached]]
  })
  if (rows.length === 0) return ''
  return markdown(['p99 of Taskpact REST', 'ms', 'best tuned peer', 'ms', `× (at most ${max})`, 'reached'], rows)
}

function p99({ latency }: Measured): number {
  return median(latency, 'p99')
}
