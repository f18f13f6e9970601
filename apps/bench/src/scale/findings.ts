import { percentile } from '../percentile.js'
import { type Explained, readsAllTasks, sortedRows } from './explain.js'
import type { Measured } from './measure.js'

const max = { sortedRows: 1000, ratio: 1.5, searchMs: 50 }

export interface Finding {
  readonly message: string
  /** Whether a requirement of the case is not met. Otherwise it is only a hint. */
  readonly isBroken: boolean
}

/** Returns the findings for a case, from its durations and the plans of its statements. */
export function findingsOf({ subject, times }: Measured, plans: readonly Explained[], ratio: number): Finding[] {
  const promises = (promise: (typeof subject.promises)[number]) => subject.promises.includes(promise)
  const sorted = Math.max(0, ...plans.map(sortedRows))
  const p95 = percentile(times, 0.95)
  const isPageOrFeed = subject.operation === 'tasks.list' || subject.operation === 'tasks.changes'
  const all = [
    { is: sorted > max.sortedRows, message: `sorts ${sorted} rows`, isBroken: promises('ordered by an index') },
    { is: plans.some(readsAllTasks), message: 'reads the whole table', isBroken: isPageOrFeed },
    {
      is: ratio > max.ratio,
      message: `${ratio.toFixed(1)} times the first page`,
      isBroken: promises('as quick as the first page'),
    },
    { is: p95 >= max.searchMs, message: `p95 of ${max.searchMs} ms or more`, isBroken: promises('a quick search') },
  ]
  return all.filter(({ is }) => is).map(({ message, isBroken }) => ({ message, isBroken }))
}
