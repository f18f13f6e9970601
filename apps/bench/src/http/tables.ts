import { type Measured, median } from './contest.js'

/** Of all works: the processor time of the server for each request, and how many times that of the floor. */
export function toTable(measured: readonly Measured[]): string {
  const works = [...new Set(measured.map(({ work }) => work))]
  const names = [...new Set(measured.map(({ contestant }) => contestant))]
  const rows = names.map((name) => [
    name,
    ...works.map((work) => {
      const one = measured.find((other) => other.contestant === name && other.work === work)
      if (!one) return ''
      const ratio = ratioOf(one, measured)
      return `${Math.round(median(one.capacity, 'cpu'))}${ratio === undefined ? '' : ` (${ratio.toFixed(2)})`}`
    }),
  ])
  return markdown(['CPU µs/request (× floor)', ...works], rows)
}

/** The median of the rounds: what slows a whole round down is left out of it. Undefined where there is no floor. */
export function ratioOf(one: Measured, all: readonly Measured[], to = 'floor'): number | undefined {
  const base = all.find(({ contestant, work }) => contestant === to && work === one.work)
  if (!base) return undefined
  const ratios = one.capacity.flatMap(({ cpu }, round) => {
    const other = base.capacity[round]
    return other ? [{ ratio: cpu / other.cpu }] : []
  })
  return median(ratios, 'ratio')
}

export function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'))
  return [head, rule, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}
