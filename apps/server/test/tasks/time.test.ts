import { Priority, type Task, type TaskPage, type TaskStats } from '@taskpact/contract'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anyTags } from './arbitrary-task.js'
import { sameOutcome, startTaskServer, type TaskServer, type TaskUser } from './task-calls.js'

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
function wallClockIn(timeZone: string, timestamp: number): [date: string, time: string] {
  const calendar = calendars.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, ...fields })
  calendars.set(timeZone, calendar)
  return calendar.format(timestamp).split(' ') as [string, string]
}

function dateIn(timeZone: string, timestamp: number): string {
  return wallClockIn(timeZone, timestamp)[0]
}

/** Returns the start and end of the day of a timestamp in a time zone, in steps of 15 minutes. */
function dayIn(timeZone: string, timestamp: number): [start: number, end: number] {
  const date = dateIn(timeZone, timestamp)
  const step = hour / 4
  let start = Math.floor(timestamp / step) * step
  let end = start
  for (let time = start; time > timestamp - 30 * hour; time -= step) if (dateIn(timeZone, time) === date) start = time
  for (let time = end; time < timestamp + 30 * hour; time += step)
    if (dateIn(timeZone, time) === date) end = time + step
  return [start, end]
}

/** Returns a timestamp in the middle of the first day of 2026 on which a time zone skips midnight. */
function middleOfDayWithoutMidnight(timeZone: string): number {
  return middleOf((time) => dateIn(timeZone, time - 1) !== dateIn(timeZone, time) && !isMidnight(timeZone, time))
}

/** Returns the same for the first day that has midnight twice. */
function middleOfDayWithTwoMidnights(timeZone: string): number {
  return middleOf((time) => isMidnight(timeZone, time) && isMidnight(timeZone, time + hour))
}

function middleOf(isStart: (hour: number) => boolean): number {
  const start = hours.find(isStart)
  if (start === undefined) throw new Error('The year has no such day')
  return start + 12 * hour
}

const hours = Array.from({ length: 365 * 24 }, (_, index) => Date.UTC(2026, 0, 1) + index * hour)

function isMidnight(timeZone: string, timestamp: number): boolean {
  return wallClockIn(timeZone, timestamp)[1] === '00:00'
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
    ['that starts at 1:00', 'America/Santiago', middleOfDayWithoutMidnight('America/Santiago')],
    ['that starts at 1:00', 'Africa/Cairo', middleOfDayWithoutMidnight('Africa/Cairo')],
    ['before one that starts at 1:00', 'Africa/Cairo', middleOfDayWithoutMidnight('Africa/Cairo') - 24 * hour],
    ['that has midnight twice', 'Atlantic/Azores', middleOfDayWithTwoMidnights('Atlantic/Azores')],
    [
      'that has midnight twice, between them',
      'Atlantic/Azores',
      dayIn('Atlantic/Azores', middleOfDayWithTwoMidnights('Atlantic/Azores'))[0] + 1,
    ],
    ['that has midnight twice', 'America/Havana', middleOfDayWithTwoMidnights('America/Havana')],
    ['before one that has midnight twice', 'America/Havana', middleOfDayWithTwoMidnights('America/Havana') - 24 * hour],
  ])('count the whole day %s in %s', async (_what, timeZone, now) => {
    clock = new Date(now)
    const [start, end] = dayIn(timeZone, now)
    const today = dateIn(timeZone, now)
    const dueTimes = [start - 1, start, start + 1, start + hour / 2, now - 1, now, now + 1, end - 1, end, end + hour]
    const dates = [now - 24 * hour, now, now + 24 * hour].map((timestamp) => dateIn(timeZone, timestamp))
    const { direct, transports } = await server.signUpUser()
    for (const dueAt of dueTimes) await direct.value('create', { title: 'At', dueAt: new Date(dueAt).toISOString() })
    for (const dueDate of dates) await direct.value('create', { title: 'On', dueDate })

    const outcome = await sameOutcome(transports, 'stats', { timeZone })
    const { overdue, dueToday } = (outcome as unknown as { value: TaskStats }).value
    expect(dueToday).toBe(
      dueTimes.filter((time) => time >= start && time < end).length + dates.filter((date) => date === today).length,
    )
    expect(overdue).toBe(dueTimes.filter((time) => time < now).length + dates.filter((date) => date < today).length)
    const listed = async (query: object) => {
      const outcome = await sameOutcome(transports, 'list', { ...query, timeZone, limit: 100 })
      return (outcome as unknown as { value: TaskPage }).value.items
    }
    expect(await listed({ overdue: true })).toHaveLength(overdue)
    expect(await listed({ due: 'overdue' })).toHaveLength(overdue)
    expect(await listed({ due: 'today' })).toHaveLength(dueToday)
    expect(await listed({ due: 'today', sort: 'due', order: 'desc' })).toHaveLength(dueToday)
    // Plain dates mean these days in the time zone.
    const tomorrow = new Date(Date.parse(today) + 24 * hour).toISOString().slice(0, 10)
    expect(await listed({ dueAfter: today, dueBefore: tomorrow })).toHaveLength(dueToday)
    expect(await listed({ dueBefore: today })).toHaveLength(
      dueTimes.filter((time) => time < start).length + dates.filter((date) => date < today).length,
    )
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
    deleted: fc.boolean(),
  }),
  { maxLength: 12 },
)

async function createTasks(
  { direct }: TaskUser,
  tasks: Parameters<Parameters<typeof anyTasks.map>[0]>[0],
): Promise<void> {
  const rows = tasks.map(({ due, priority, tags, completed }) => ({ title: 'a', ...due, priority, tags, completed }))
  await direct.value('import', { content: JSON.stringify(rows) })
  const { items } = await direct.value<TaskPage>('list', { sort: 'updated', order: 'asc', limit: 100 })
  for (const [index, { id: taskId }] of items.entries())
    if (tasks[index]?.deleted) await direct.value('remove', { taskId })
}

/** Counts the same from the tasks themselves. */
function countsOf(items: readonly Task[], timeZone: string): Omit<TaskStats, 'byTag'> {
  const today = dateIn(timeZone, clock.getTime())
  const [start, end] = dayIn(timeZone, clock.getTime()).map((time) => new Date(time).toISOString()) as [string, string]
  const pending = items.filter(({ completed }) => !completed)
  const countOf = (priority: Priority) => items.filter((task) => task.priority === priority).length
  return {
    total: items.length,
    pending: pending.length,
    completed: items.length - pending.length,
    overdue: pending.filter(({ dueAt, dueDate }) => (dueAt ?? '~') < clock.toISOString() || (dueDate ?? '~') < today)
      .length,
    dueToday: pending.filter(
      ({ dueAt, dueDate }) => dueDate === today || (dueAt !== null && dueAt >= start && dueAt < end),
    ).length,
    byPriority: { none: countOf('none'), low: countOf('low'), medium: countOf('medium'), high: countOf('high') },
  }
}

/** Returns the start of a date in a time zone. */
function startOf(timeZone: string, date: string): number {
  const noon = Date.parse(`${date}T12:00:00Z`)
  const within = [noon - 12 * hour, noon, noon + 12 * hour].find((time) => dateIn(timeZone, time) === date) as number
  return dayIn(timeZone, within)[0]
}

describe('sort=due', () => {
  it.each(['asc', 'desc'])(
    'sorts due dates by the start of the day in the time zone, %s, page by page',
    async (order) => {
      clock = new Date(midday)
      await fc.assert(
        fc.asyncProperty(
          anyTasks,
          fc.constantFrom(...zones),
          fc.constantFrom(1, 3, 50),
          async (tasks, timeZone, limit) => {
            const user = await server.signUpUser()
            await createTasks(user, tasks)
            const { items } = await user.direct.value<TaskPage>('list', { limit: 100 })
            const keyOf = ({ dueAt, dueDate }: Task) =>
              dueAt ? Date.parse(dueAt) : dueDate ? startOf(timeZone, dueDate) : null
            const sign = order === 'asc' ? 1 : -1
            const expected = items.toSorted((a, b) => {
              const [x, y] = [keyOf(a), keyOf(b)]
              const byId = sign * (a.id < b.id ? -1 : 1)
              if (x === null || y === null) return x === y ? byId : x === null ? 1 : -1
              // Timestamps come before dates that start at the same time.
              return sign * (x - y || Number(a.dueAt === null) - Number(b.dueAt === null)) || byId
            })

            const found: Task[] = []
            let cursor: string | null | undefined
            while (cursor !== null) {
              const query = { sort: 'due', order, timeZone, limit, ...(cursor !== undefined && { cursor }) }
              const page: TaskPage = await user.direct.value<TaskPage>('list', query)
              expect(page.items.length).toBeLessThanOrEqual(limit)
              found.push(...page.items)
              cursor = page.nextCursor
            }
            expect(found).toEqual(expected)
          },
        ),
        { numRuns: 15 },
      )
    },
  )
})

describe('sort=due at the limits of time zones', () => {
  const dues = [
    { dueDate: '0001-01-01' },
    { dueAt: '0001-01-01T00:00:00.000Z' },
    { dueDate: '2011-12-29' },
    { dueDate: '2011-12-30' }, // skipped in Samoa
    { dueDate: '2011-12-31' },
    { dueDate: '2011-12-30' },
    { dueAt: '2011-12-30T10:00:00.000Z' }, // the start of both
    { dueDate: '9999-12-31' },
    { dueAt: '9999-12-31T23:59:59.999Z' },
    {},
  ]
  const cases = ['Pacific/Apia', 'Asia/Tokyo', 'Pacific/Midway', 'America/New_York'].flatMap((timeZone) =>
    ['asc', 'desc'].flatMap((order) => [1, 2, 3].map((limit) => [timeZone, order, limit] as const)),
  )

  it.each(cases)('returns each task once in %s, %s, %i per page', async (timeZone, order, limit) => {
    const { direct } = await server.signUpUser()
    await direct.value('import', { content: JSON.stringify(dues.map((due) => ({ title: 'a', ...due }))) })
    const whole = await direct.value<TaskPage>('list', { sort: 'due', order, timeZone, limit: 100 })
    expect(whole.items).toHaveLength(dues.length)
    expect(whole.items.at(-1)).toMatchObject({ dueDate: null, dueAt: null })

    const found: Task[] = []
    let cursor: string | null | undefined
    for (let pages = 0; cursor !== null && pages <= dues.length; pages++) {
      const query = { sort: 'due', order, timeZone, limit, ...(cursor !== undefined && { cursor }) }
      const page: TaskPage = await direct.value<TaskPage>('list', query)
      found.push(...page.items)
      cursor = page.nextCursor
    }
    expect(found).toEqual(whole.items)
  })

  it('refuses a cursor with another position', async () => {
    const { direct, transports } = await server.signUpUser()
    await direct.value('import', { content: JSON.stringify(dues.map((due) => ({ title: 'a', ...due }))) })
    const query = { sort: 'due', timeZone: 'Asia/Tokyo', limit: 1 }
    const { nextCursor } = await direct.value<TaskPage>('list', query)
    const [digest, [, , id]] = JSON.parse(Buffer.from(`${nextCursor}`, 'base64url').toString())
    const positions = [
      [5, null, id],
      ['infinity', null, id],
      ['0000-12-31T00:00:00.000Z', null, id],
      [null, '0000-01-01', id],
    ]
    for (const position of [...positions, [null, '10000-01-01', id], [null, null, 'x'], [null, null], [id], null]) {
      const cursor = Buffer.from(JSON.stringify([digest, position])).toString('base64url')
      expect(await sameOutcome(transports, 'list', { ...query, cursor })).toMatchObject({ code: 'invalid_cursor' })
    }
  })
})

describe('stats', () => {
  it('equal counts of the task list', async () => {
    clock = new Date(midday)
    await fc.assert(
      fc.asyncProperty(anyTasks, fc.constantFrom(...zones), async (tasks, timeZone) => {
        const user = await server.signUpUser()
        await createTasks(user, tasks)

        const { byTag, ...counts } = await user.direct.value<TaskStats>('stats', { timeZone })
        const { items } = await user.direct.value<TaskPage>('list', { limit: 100 })
        expect(counts).toEqual(countsOf(items, timeZone))
        const listed = async (due: string) =>
          (await user.direct.value<TaskPage>('list', { due, timeZone, limit: 100 })).items
        expect(await listed('today')).toHaveLength(counts.dueToday)
        expect(await listed('overdue')).toHaveLength(counts.overdue)
        const isUndue = ({ completed, dueAt, dueDate }: Task) => !completed && dueAt === null && dueDate === null
        expect(await listed('none')).toHaveLength(items.filter(isUndue).length)
        const tasksWithTag = (tag: string) =>
          items.filter(({ tags }) => tags.some((one) => one.toUpperCase() === tag.toUpperCase()))
        for (const { tag, count } of byTag) expect(count, tag).toBe(tasksWithTag(tag).length)
        expect(byTag.map(({ count }) => count)).toEqual(byTag.map(({ count }) => count).toSorted((a, b) => b - a))
      }),
      { numRuns: 12 },
    )
  })

  it('count a tag once regardless of case, on every transport', async () => {
    const { direct, transports } = await server.signUpUser()
    for (const tags of [['Straße', 'B'], ['STRASSE'], ['strasse', 'b', '%'], ['"\\{NULL},'.slice(0, -1)], []]) {
      await direct.value('create', { title: 'a', tags })
    }

    const { value } = (await sameOutcome(transports, 'stats', {})) as unknown as { value: TaskStats }
    expect(value.byTag.map(({ tag, count }) => [tag.toUpperCase(), count])).toEqual([
      ['STRASSE', 3],
      ['B', 2],
      ['"\\{NULL}', 1],
      ['%', 1],
    ])
  })

  it('contain the 20 most frequent tags', async () => {
    const { direct } = await server.signUpUser()
    const tags = Array.from({ length: 25 }, (_, index) => `tag-${String.fromCodePoint(97 + index)}`)
    const rows = tags.flatMap((_, first) => [{ title: 'a', tags: tags.slice(first, first + 20) }])
    await direct.value('import', { content: JSON.stringify(rows) })

    const { byTag } = await direct.value<TaskStats>('stats', {})
    const expected = tags.map((tag, index) => ({ tag, count: Math.min(index + 1, 20) }))
    expect(byTag).toEqual(expected.toSorted((a, b) => b.count - a.count).slice(0, 20))
  })
})
