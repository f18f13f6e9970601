import { CalendarDate, type Contract, type Input } from '@taskpact/contract'
import { addDays, type Bound, boundOfDate, boundOfTimestamp, dayOf } from './day.js'

type Query = Pick<Input<Contract['tasks']['list']>, 'due' | 'dueAfter' | 'dueBefore' | 'timeZone'>

/** Due times from `after`, inclusive, to `before`, exclusive. */
export interface DueRange {
  readonly after: Bound | undefined
  readonly before: Bound | undefined
}

/** Returns the range in which a list query looks for due times. Days are those of its time zone. */
export function dueRange({ due, dueAfter, dueBefore, timeZone = 'UTC' }: Query, now: Date): DueRange {
  const toBound = (text: string | undefined) => {
    if (text === undefined) return []
    return [CalendarDate.safeParse(text).success ? boundOfDate(text, timeZone) : boundOfTimestamp(text, timeZone)]
  }
  const named = due && days[due]
  const bounds = named?.map((offset) => boundOfDate(addDays(dayOf(now, timeZone).date, offset), timeZone))
  const [start, end] = bounds ?? []
  const after = [...toBound(dueAfter), ...(start ? [start] : [])].sort(byTime).at(-1)
  const before = [...toBound(dueBefore), ...(end ? [end] : [])].sort(byTime).at(0)
  return { after, before }
}

/** The days from the current one, inclusive, to another, exclusive. */
const days: Readonly<Record<NonNullable<Query['due']>, readonly [number, number] | undefined>> = {
  today: [0, 1],
  tomorrow: [1, 2],
  week: [0, 7],
  overdue: undefined,
  none: undefined,
}

function byTime(a: Bound, b: Bound): number {
  return rank(a.timestamp) - rank(b.timestamp)
}

function rank(timestamp: string): number {
  if (timestamp === 'infinity') return Number.POSITIVE_INFINITY
  return timestamp === '-infinity' ? Number.NEGATIVE_INFINITY : Date.parse(timestamp)
}
