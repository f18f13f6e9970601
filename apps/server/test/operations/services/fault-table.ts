import { failuresOf, type Trial } from './trial.js'

/** Returns one row for each fault: the number of requests, the outcomes of failed ones, and the recovery time. */
export function faultTable(trials: ReadonlyMap<string, Trial>): string {
  const rows = [...trials].map(([fault, { load, faultStart, faultEnd, recovery }]) => [
    fault,
    String(load.calls.length),
    outcomes(failuresOf(load.calls).map(({ outcome }) => outcome)),
    `${((faultEnd - faultStart) / 1000).toFixed(1)} s`,
    `${(recovery / 1000).toFixed(1)} s`,
  ])
  const all = [['fault', 'requests', 'failed', 'broken for', 'recovered after'], ...rows]
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? []
  return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')).join('\n')
}

function outcomes(failed: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const outcome of failed) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  return [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ') || 'none'
}
