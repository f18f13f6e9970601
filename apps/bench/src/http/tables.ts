import { type Measured, median } from './compare.js'
import type { TargetResult } from './targets.js'

/** CPU time per request for each server and workload, and the ratio to the floor. */
export function cpuTable(measured: readonly Measured[]): string {
  const workloads = namesOf(measured, 'workload')
  const rows = namesOf(measured, 'server').map((name) => [
    name,
    ...workloads.map((workload) => {
      const one = measured.find((other) => other.server === name && other.workload === workload)
      if (!one) return ''
      const ratio = ratioOf(one, measured)
      return `${median(one.underLoad, 'cpu').toFixed(0)}${ratio === undefined ? '' : ` (${ratio.toFixed(2)})`}`
    }),
  ])
  return markdown(['CPU µs/request (× floor)', ...workloads], rows)
}

/** All results of one workload. */
export function workloadTable(measured: readonly Measured[], workload: string): string {
  const rows = measured
    .filter((one) => one.workload === workload)
    .map((one) => [
      one.server,
      median(one.underLoad, 'cpu').toFixed(0),
      ratioOf(one, measured)?.toFixed(2) ?? '',
      median(one.underLoad, 'perSecond').toFixed(0),
      one.latency.length === 0 ? '' : median(one.latency, 'p50').toFixed(1),
      one.latency.length === 0 ? '' : median(one.latency, 'p99').toFixed(1),
      (median(one.underLoad, 'rss') / 1e6).toFixed(0),
    ])
  return markdown(['', 'CPU µs/request', '× floor', 'requests/s', 'p50 ms', 'p99 ms', 'RSS MB'], rows)
}

export function targetTable(reached: readonly TargetResult[]): string {
  const rows = reached.map(({ server, workload, base, baseWorkload, max, ratio }) => [
    `${server}, ${workload}`,
    baseWorkload ? `${base}, ${baseWorkload}` : base,
    `${max.toFixed(2)}`,
    ratio.toFixed(2),
    ratio <= max ? 'yes' : '**no**',
  ])
  return markdown(['CPU of', 'compared with', 'at most ×', 'measured ×', 'reached'], rows)
}

interface Base {
  readonly server: string
  readonly workload: string
}

/**
 * Returns the median of the ratios of the rounds, because other load affects all servers of a round. Rounds of different workloads were
 * measured at different times: for these it returns the ratio of the medians. Undefined if the base was not measured.
 */
export function ratioOf(
  one: Measured,
  all: readonly Measured[],
  base: Base = { server: 'floor', workload: one.workload },
): number | undefined {
  const other = all.find(({ server, workload }) => server === base.server && workload === base.workload)
  if (!other) return undefined
  if (base.workload !== one.workload) return median(one.underLoad, 'cpu') / median(other.underLoad, 'cpu')
  const ratios = one.underLoad.flatMap(({ cpu }, round) => {
    const otherRound = other.underLoad[round]
    return otherRound ? [{ ratio: cpu / otherRound.cpu }] : []
  })
  return median(ratios, 'ratio')
}

export function namesOf(measured: readonly Measured[], key: 'workload' | 'server'): string[] {
  return [...new Set(measured.map((one) => one[key]))]
}

export function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'))
  return [head, rule, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}
