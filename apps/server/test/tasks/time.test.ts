import { Priority, type Task, type TaskPage, type TaskStats } from '@taskpact/contract'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anyTags } from './any-task.js'
import { alike, startTaskServer, type TaskServer, type TaskUser } from './task-ways.js'

let server: TaskServer
let clock = new Date('2026-11-23T12:00:00.000Z')
beforeAll(async () => {
  server = await startTaskServer({ now: () => clock })
})
afterAll(() => server?.close())

const hour = 3_600_000

const calendars = new Map<string, Intl.DateTimeFormat>()
const fields = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const

/** Returns the date and the time of day in a time zone by `Intl`, which the service does not use. */
function wallIn(timeZone: string, moment: number): [date: string, time: string] {
  const calendar = calendars.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, ...fields })
  calendars.set(timeZone, calendar)
  return calendar.format(moment).split(' ') as [string, string]
}

function dateIn(timeZone: string, moment: number): string {
  return wallIn(timeZone, moment)[0]
}

/** Returns the start and end of the day of a timestamp in a time zone, in steps of 15 minutes. */
function dayIn(timeZone: string, moment: number): [begins: number, ends: number] {
  const date = dateIn(timeZone, moment)
  const step = hour / 4
  let begins = Math.floor(moment / step) * step
  let ends = begins
  for (let at = begins; at > moment - 30 * hour; at -= step) if (dateIn(timeZone, at) === date) begins = at
  for (let at = ends; at < moment + 30 * hour; at += step) if (dateIn(timeZone, at) === date) ends = at + step
  return [begins, ends]
}

/** Returns a timestamp in the middle of the first day of 2026 on which a time zone skips midnight. */
function skipsMidnight(timeZone: string): number {
  return middleOf((at) => dateIn(timeZone, at - 1) !== dateIn(timeZone, at) && !isMidnight(timeZone, at))
}

/** Returns the same for the first day that has midnight twice. */
function hasMidnightTwice(timeZone: string): number {
  return middleOf((at) => isMidnight(timeZone, at) && isMidnight(timeZone, at + hour))
}

function middleOf(begins: (hour: number) => boolean): number {
  const found = hours.find(begins)
  if (found === undefined) throw new Error('The year has no such day')
  return found + 12 * hour
}

const hours = Array.from({ length: 365 * 24 }, (_, index) => Date.UTC(2026, 0, 1) + index * hour)

function isMidnight(timeZone: string, moment: number): boolean {
  return wallIn(timeZone, moment)[1] === '00:00'
}

const midday = Date.UTC(2026, 10, 23, 12)

describe('dueToday and overdue', () => {
  it.each<[what: string, timeZone: string, now: number]>([
    ['in UTC', 'UTC', midday],
    ['14 hours ahead of UTC', 'Pacific/Kiritimati', midday],
    ['12 hours behind UTC', 'Etc/GMT+12', midday],
    ['with an offset of half an hour', 'America/St_Johns', midday],
    ['in its last millisecond', 'America/St_Johns', Date.UTC(2026, 10, 24, 3, 29, 59, 999)],
    ['in its first millisecond', 'America/St_Johns', Date.UTC(2026, 10, 24, 3, 30)],
    ['of 23 hours, before the change', 'Europe/Berlin', Date.UTC(2026, 2, 29, 0, 30)],
    ['of 23 hours, after the change', 'Europe/Berlin', Date.UTC(2026, 2, 29, 12)],
    ['of 25 hours, before the change', 'Europe/Berlin', Date.UTC(2026, 9, 25, 0, 30)],
    ['of 25 hours, after the change', 'Europe/Berlin', Date.UTC(2026, 9, 25, 12)],
    ['of 25 hours, in its last millisecond', 'Europe/Berlin', Date.UTC(2026, 9, 25, 22, 59, 59, 999)],
    ['that starts at 1:00', 'America/Santiago', skipsMidnight('America/Santiago')],
    ['that starts at 1:00', 'Africa/Cairo', skipsMidnight('Africa/Cairo')],
    ['before one that starts at 1:00', 'Africa/Cairo', skipsMidnight('Africa/Cairo') - 24 * hour],
    ['that has midnight twice', 'Atlantic/Azores', hasMidnightTwice('Atlantic/Azores')],
    [
      'that has midnight twice, between them',
      'Atlantic/Azores',
      dayIn('Atlantic/Azores', hasMidnightTwice('Atlantic/Azores'))[0] + 1,
    ],
    ['that has midnight twice', 'America/Havana', hasMidnightTwice('America/Havana')],
    ['before one that has midnight twice', 'America/Havana', hasMidnightTwice('America/Havana') - 24 * hour],
  ])('count the whole day %s in %s', async (_what, timeZone, now) => {
    clock = new Date(now)
    const [begins, ends] = dayIn(timeZone, now)
    const today = dateIn(timeZone, now)
    const near = [begins - 1, begins, begins + 1, begins + hour / 2, now - 1, now, now + 1, ends - 1, ends, ends + hour]
    const dates = [now - 24 * hour, now, now + 24 * hour].map((moment) => dateIn(timeZone, moment))
    const { direct, ways } = await server.join()
    for (const dueAt of near) await direct.must('create', { title: 'At', dueAt: new Date(dueAt).toISOString() })
    for (const dueDate of dates) await direct.must('create', { title: 'On', dueDate })

    const outcome = await alike(ways, 'stats', { timeZone })
    const { overdue, dueToday } = (outcome as unknown as { value: TaskStats }).value
    expect(dueToday).toBe(
      near.filter((at) => at >= begins && at < ends).length + dates.filter((date) => date === today).length,
    )
    expect(overdue).toBe(near.filter((at) => at < now).length + dates.filter((date) => date < today).length)
    const late = await direct.must<TaskPage>('list', { overdue: true, timeZone, limit: 100 })
    expect(late.items).toHaveLength(overdue)
  })
})

const zones = ['UTC', 'Pacific/Kiritimati', 'America/St_Johns', 'Europe/Berlin', 'Asia/Kathmandu'] as const
const anyDue = fc.oneof(
  fc.constant({}),
  fc
    .integer({ min: -3, max: 3 })
    .map((days) => ({ dueDate: new Date(midday + days * 24 * hour).toISOString().slice(0, 10) })),
  fc
    .integer({ min: -40 * 60, max: 40 * 60 })
    .map((minutes) => ({ dueAt: new Date(midday + minutes * 60_000).toISOString() })),
)
const anyTasks = fc.array(
  fc.record({
    due: anyDue,
    priority: fc.constantFrom(...Priority.options),
    tags: fc.oneof(anyTags, fc.uniqueArray(fc.constantFrom('a', 'B', 'c'), { maxLength: 3 })),
    completed: fc.boolean(),
    removed: fc.boolean(),
  }),
  { maxLength: 12 },
)

async function fill({ direct }: TaskUser, tasks: Parameters<Parameters<typeof anyTasks.map>[0]>[0]): Promise<void> {
  const rows = tasks.map(({ due, priority, tags, completed }) => ({ title: 'a', ...due, priority, tags, completed }))
  await direct.must('import', { content: JSON.stringify(rows) })
  const { items } = await direct.must<TaskPage>('list', { sort: 'updated', order: 'asc', limit: 100 })
  for (const [index, { id: taskId }] of items.entries())
    if (tasks[index]?.removed) await direct.must('remove', { taskId })
}

/** Counts the same from the tasks themselves. */
function counted(items: readonly Task[], timeZone: string): Omit<TaskStats, 'byTag'> {
  const today = dateIn(timeZone, clock.getTime())
  const [begins, ends] = dayIn(timeZone, clock.getTime()).map((at) => new Date(at).toISOString()) as [string, string]
  const pending = items.filter(({ completed }) => !completed)
  const of = (priority: Priority) => items.filter((task) => task.priority === priority).length
  return {
    total: items.length,
    pending: pending.length,
    completed: items.length - pending.length,
    overdue: pending.filter(({ dueAt, dueDate }) => (dueAt ?? '~') < clock.toISOString() || (dueDate ?? '~') < today)
      .length,
    dueToday: pending.filter(
      ({ dueAt, dueDate }) => dueDate === today || (dueAt !== null && dueAt >= begins && dueAt < ends),
    ).length,
    byPriority: { none: of('none'), low: of('low'), medium: of('medium'), high: of('high') },
  }
}

describe('stats', () => {
  it('equal counts of the task list', async () => {
    clock = new Date(midday)
    await fc.assert(
      fc.asyncProperty(anyTasks, fc.constantFrom(...zones), async (tasks, timeZone) => {
        const member = await server.join()
        await fill(member, tasks)

        const { byTag, ...counts } = await member.direct.must<TaskStats>('stats', { timeZone })
        const { items } = await member.direct.must<TaskPage>('list', { limit: 100 })
        expect(counts).toEqual(counted(items, timeZone))
        const uses = (tag: string) =>
          items.filter(({ tags }) => tags.some((one) => one.toUpperCase() === tag.toUpperCase()))
        for (const { tag, count } of byTag) expect(count, tag).toBe(uses(tag).length)
        expect(byTag.map(({ count }) => count)).toEqual(byTag.map(({ count }) => count).toSorted((a, b) => b - a))
      }),
      { numRuns: 12 },
    )
  })

  it('count a tag once regardless of case, on every transport', async () => {
    const { direct, ways } = await server.join()
    for (const tags of [['Straße', 'B'], ['STRASSE'], ['strasse', 'b', '%'], ['"\\{NULL},'.slice(0, -1)], []]) {
      await direct.must('create', { title: 'a', tags })
    }

    const { value } = (await alike(ways, 'stats', {})) as unknown as { value: TaskStats }
    expect(value.byTag.map(({ tag, count }) => [tag.toUpperCase(), count])).toEqual([
      ['STRASSE', 3],
      ['B', 2],
      ['"\\{NULL}', 1],
      ['%', 1],
    ])
  })

  it('contain the 20 most frequent tags', async () => {
    const { direct } = await server.join()
    const tags = Array.from({ length: 25 }, (_, index) => `tag-${String.fromCodePoint(97 + index)}`)
    const rows = tags.flatMap((_, most) => [{ title: 'a', tags: tags.slice(most, most + 20) }])
    await direct.must('import', { content: JSON.stringify(rows) })

    const { byTag } = await direct.must<TaskStats>('stats', {})
    const expected = tags.map((tag, index) => ({ tag, count: Math.min(index + 1, 20) }))
    expect(byTag).toEqual(expected.toSorted((a, b) => b.count - a.count).slice(0, 20))
  })
})
