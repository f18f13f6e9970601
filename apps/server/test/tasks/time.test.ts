import type { Priority, Task, TaskPage, TaskStats } from '@taskpact/contract'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anyTasks, createTasks, midday, zones } from './due-tasks.js'
import { sameOutcome, startTaskServer, type TaskServer } from './task-calls.js'
import { dateIn, dayIn, hour, wallClockIn } from './zone-calendar.js'

let server: TaskServer
let clock = new Date('2026-11-23T12:00:00.000Z')
beforeAll(async () => {
  server = await startTaskServer({ now: () => clock })
})
afterAll(() => server?.close())

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
