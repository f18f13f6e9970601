import { foldCase, Priority, type Task, type TaskStats } from '@taskpact/contract'

/** Returns the statistics of tasks, without their tags beyond the most frequent ones. */
export function expectedStats(all: readonly Task[], now: Date, timeZone: string): TaskStats {
  const tasks = all.filter(({ deletedAt }) => deletedAt === null)
  const pending = tasks.filter(({ completed }) => !completed)
  const calendar = new Intl.DateTimeFormat('en-CA', { timeZone })
  const dateOf = (at: Date) => calendar.format(at)
  const today = dateOf(now)
  const isOverdue = ({ dueAt, dueDate }: Task) =>
    (dueAt !== null && Date.parse(dueAt) < now.getTime()) || (dueDate !== null && dueDate < today)
  const isDueToday = ({ dueAt, dueDate }: Task) => (dueAt === null ? dueDate : dateOf(new Date(dueAt))) === today
  return {
    total: tasks.length,
    pending: pending.length,
    completed: tasks.length - pending.length,
    overdue: pending.filter(isOverdue).length,
    dueToday: pending.filter(isDueToday).length,
    byPriority: Object.fromEntries(
      Priority.options.map((one) => [one, tasks.filter(({ priority }) => priority === one).length]),
    ) as Record<Priority, number>,
    byTag: byTag(tasks),
  }
}

function byTag(tasks: readonly Task[]): TaskStats['byTag'] {
  const spellings = new Map<string, string[]>()
  for (const tag of tasks.flatMap(({ tags }) => tags)) {
    const key = foldCase(tag)
    spellings.set(key, [...(spellings.get(key) ?? []), tag])
  }
  return [...spellings]
    .map(([key, spelled]) => ({ key, tag: spelled.toSorted(byCodePoint)[0] ?? '', count: spelled.length }))
    .toSorted((a, b) => b.count - a.count || byCodePoint(a.key, b.key))
    .slice(0, 20)
    .map(({ tag, count }) => ({ tag, count }))
}

function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
