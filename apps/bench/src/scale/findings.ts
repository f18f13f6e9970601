import { percentile } from '../percentile.js'
import type { Measured } from './measure.js'
import { type Explained, readsAllTasks, sortedRows } from './plan.js'

const most = { sortedRows: 1000, ratio: 1.5, searchMs: 50 }

export interface Finding {
  readonly words: string
  /** Whether it breaks what was promised; else it is only worth a look. */
  readonly isBroken: boolean
}

/** What is wrong with a call, seen by how long it took and by the plans of its statements. */
export function findingsOf({ of, times }: Measured, plans: readonly Explained[], ratio: number): Finding[] {
  const promises = (promise: (typeof of.promises)[number]) => of.promises.includes(promise)
  const sorted = Math.max(0, ...plans.map(sortedRows))
  const p95 = percentile(times, 0.95)
  const isPageOrFeed = of.operation === 'tasks.list' || of.operation === 'tasks.changes'
  const all = [
    { is: sorted > most.sortedRows, words: `sorts ${sorted} rows`, isBroken: promises('ordered by an index') },
    { is: plans.some(readsAllTasks), words: 'reads the whole table', isBroken: isPageOrFeed },
    {
      is: ratio > most.ratio,
      words: `${ratio.toFixed(1)} times the first page`,
      isBroken: promises('as quick as the first page'),
    },
    { is: p95 >= most.searchMs, words: `p95 from ${most.searchMs} ms on`, isBroken: promises('a quick search') },
  ]
  return all.filter(({ is }) => is).map(({ words, isBroken }) => ({ words, isBroken }))
}
