import { type Measured, median } from './contest.js'
import { markdown } from './tables.js'
import { judged } from './works.js'

/** Of the slowest percent of calls: how many times the best peer's. */
const most = 1.1

/** How our slowest percent of calls fares beside that of the peer whose is fastest at the same rate, which is a tuned one. */
export function latencyTable(measured: readonly Measured[]): string {
  const rows = judged.flatMap((name) => {
    const all = measured.filter(({ work, latency }) => work === name && latency.length > 0)
    const ours = all.find(({ contestant }) => contestant === 'ours REST')
    const peers = all.filter(({ kind }) => kind === 'tuned')
    const [best] = peers.toSorted((a, b) => p99(a) - p99(b))
    if (!best || !ours) return []
    const ratio = p99(ours) / p99(best)
    const reached = ratio <= most ? 'yes' : '**no**'
    return [[name, p99(ours).toFixed(1), best.contestant, p99(best).toFixed(1), ratio.toFixed(2), reached]]
  })
  return markdown(['p99 of ours REST', 'ms', 'the best peer', 'ms', `× (at most ${most})`, 'reached'], rows)
}

function p99({ latency }: Measured): number {
  return median(latency, 'p99')
}
