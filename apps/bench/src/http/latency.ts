import { type Measured, median } from './contest.js'
import { markdown } from './tables.js'
import { judged } from './works.js'

/** How many times the p99 of the best tuned peer ours may be. */
const most = 1.1

/** Our p99 beside the lowest of the tuned peers, for the usual ones are measured at another rate; empty where there is none. */
export function latencyTable(measured: readonly Measured[]): string {
  const rows = judged.flatMap((name) => {
    const all = measured.filter(({ work, latency }) => work === name && latency.length > 0)
    const ours = all.find(({ contestant }) => contestant === 'ours REST')
    const [best] = all.filter(({ kind }) => kind === 'tuned').toSorted((a, b) => p99(a) - p99(b))
    if (!best || !ours) return []
    const ratio = p99(ours) / p99(best)
    const reached = ratio <= most ? 'yes' : '**no**'
    return [[name, p99(ours).toFixed(1), best.contestant, p99(best).toFixed(1), ratio.toFixed(2), reached]]
  })
  if (rows.length === 0) return ''
  return markdown(['p99 of ours REST', 'ms', 'the best tuned peer', 'ms', `× (at most ${most})`, 'reached'], rows)
}

function p99({ latency }: Measured): number {
  return median(latency, 'p99')
}
