import type { Task, TaskPage } from '@taskpact/contract'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anyTasks, createTasks, midday, zones } from './due-tasks.js'
import { sameOutcome, startTaskServer, type TaskServer } from './task-calls.js'
import { dateIn, dayIn, hour } from './zone-calendar.js'

let server: TaskServer
beforeAll(async () => {
  server = await startTaskServer({ now: () => new Date(midday) })
})
afterAll(() => server?.close())

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
