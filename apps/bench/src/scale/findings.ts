import { percentile } from '../percentile.js'
import { type Explained, readsAllTasks, sortedRows } from './explain.js'
import type { Measured } from './measure.js'

const max = { sortedRows: 1000, ratio: 1.5, searchMs: 50 }

export interface Finding {
  readonly words: string
  /** Whether a requirement of the case is not met. Otherwise it is only a hint. */
  readonly isBroken: boolean
}

/** Returns the findings for a case, from its durations and the plans of its statements. */
export function findingsOf({ of, times }: Measured, plans: readonly Explained[], ratio: number): Finding[] {
  const promises = (promise: (typeof of.promises)[number]) => of.promises.includes(promise)
  const sorted = Math.max(0, ...plans.map(sortedRows))
  const p95 = percentile(times, 0.95)
  const isPageOrFeed = of.operation === 'tasks.list' || of.operation === 'tasks.changes'
  const all = [
    { is: sorted > max.sortedRows, words: `sorts ${sorted} rows`, isBroken: promises('ordered by an index') },
    { is: plans.some(readsAllTasks), words: 'reads the whole table', isBroken: isPageOrFeed },
    {
      is: ratio > max.ratio,
      words: `${ratio.toFixed(1)} times the first page`,
      isBroken: promises('as quick as the first page'),
    },
    { is: p95 >= max.searchMs, words: `p95 of ${max.searchMs} ms or more`, isBroken: promises('a quick search') },
  ]
  return all.filter(({ is }) => is).map(({ words, isBroken }) => ({ words, isBroken }))
}
