import { type Measured, median } from './contest.js'
import type { Reached } from './targets.js'

/** Of all works: the processor time of the server for each request, and how many times that of the floor. */
export function cpuTable(measured: readonly Measured[]): string {
  const works = namesOf(measured, 'work')
  const rows = namesOf(measured, 'contestant').map((name) => [
    name,
    ...works.map((work) => {
      const one = measured.find((other) => other.contestant === name && other.work === work)
      if (!one) return ''
      const ratio = ratioOf(one, measured)
      return `${median(one.capacity, 'cpu').toFixed(0)}${ratio === undefined ? '' : ` (${ratio.toFixed(2)})`}`
    }),
  ])
  return markdown(['CPU µs/request (× floor)', ...works], rows)
}

/** All that was measured at one work. */
export function workTable(measured: readonly Measured[], work: string): string {
  const rows = measured
    .filter((one) => one.work === work)
    .map((one) => [
      one.contestant,
      median(one.capacity, 'cpu').toFixed(0),
      ratioOf(one, measured)?.toFixed(2) ?? '',
      median(one.capacity, 'perSecond').toFixed(0),
      one.latency.length === 0 ? '' : median(one.latency, 'p50').toFixed(1),
      one.latency.length === 0 ? '' : median(one.latency, 'p99').toFixed(1),
      (median(one.capacity, 'rss') / 1e6).toFixed(0),
    ])
  return markdown(['', 'CPU µs/request', '× floor', 'requests/s', 'p50 ms', 'p99 ms', 'RSS MB'], rows)
}

export function targetTable(reached: readonly Reached[]): string {
  const rows = reached.map(({ who, work, than, at, most, ratio }) => [
    `${who}, ${work}`,
    at ? `${than}, ${at}` : than,
    `${most.toFixed(2)}`,
    ratio.toFixed(2),
    ratio <= most ? 'yes' : '**no**',
  ])
  return markdown(['CPU of', 'against', 'at most ×', 'measured ×', 'reached'], rows)
}

interface Against {
  readonly to: string
  readonly at: string
}

/**
 * The median of the rounds: what slows a whole round down is left out of it. Rounds of different works are of different times, so
 * there it is the ratio of medians. Undefined where that one was not measured.
 */
export function ratioOf(
  one: Measured,
  all: readonly Measured[],
  { to, at }: Against = { to: 'floor', at: one.work },
): number | undefined {
  const base = all.find(({ contestant, work }) => contestant === to && work === at)
  if (!base) return undefined
  if (at !== one.work) return median(one.capacity, 'cpu') / median(base.capacity, 'cpu')
  const ratios = one.capacity.flatMap(({ cpu }, round) => {
    const other = base.capacity[round]
    return other ? [{ ratio: cpu / other.cpu }] : []
  })
  return median(ratios, 'ratio')
}

export function namesOf(measured: readonly Measured[], of: 'work' | 'contestant'): string[] {
  return [...new Set(measured.map((one) => one[of]))]
}

export function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'))
  return [head, rule, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}
