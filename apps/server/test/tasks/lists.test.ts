import { startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Account, type Api, api } from '../support/api.js'

describe('lists of tasks', () => {
  let server: TestServer
  let ada: Account
  let clock = new Date('2026-11-23T12:00:00.000Z')
  beforeAll(async () => {
    server = await startTestServer({ now: () => clock })
    ada = await api(server).signUp()
    const make = async (title: string, more: object = {}) => {
      clock = new Date(clock.getTime() + 1000)
      return ada.client.tasks.create({ title, ...more })
    }
    await make('Buy MILK', { tags: ['Home', 'shop'], priority: 'high', dueDate: '2026-11-22' })
    await make('call Ada', { description: 'about the 50%_\\ offer', dueAt: '2026-11-23T09:00:00Z', priority: 'low' })
    await make('éclair', { tags: ['home'], dueDate: '2026-11-23' })
    await make('Straße fegen', { dueAt: '2026-12-01T00:00:00.5Z' })
    const done = await make('zzz', { dueDate: '2026-01-01' })
    await ada.client.tasks.complete({ taskId: done.id, completed: true })
    const gone = await make('gone', { tags: ['home'] })
    await ada.client.tasks.remove({ taskId: gone.id })
  })
  afterAll(() => server?.close())

  type Query = Parameters<Api['tasks']['list']>[0]
  const titles = async (query: Query) => (await ada.client.tasks.list(query)).items.map(({ title }) => title)

  it.each<[string, Query, string[]]>([
    ['by creation, newest first', {}, ['zzz', 'Straße fegen', 'éclair', 'call Ada', 'Buy MILK']],
    ['oldest first', { order: 'asc' }, ['Buy MILK', 'call Ada', 'éclair', 'Straße fegen', 'zzz']],
    ['by title without case', { sort: 'title' }, ['Buy MILK', 'call Ada', 'Straße fegen', 'zzz', 'éclair']],
    ['by due', { sort: 'due' }, ['zzz', 'Buy MILK', 'éclair', 'call Ada', 'Straße fegen']],
    ['by due, last first', { sort: 'due', order: 'desc' }, ['Straße fegen', 'call Ada', 'éclair', 'Buy MILK', 'zzz']],
    ['by priority', { sort: 'priority', limit: 2 }, ['Buy MILK', 'call Ada']],
    ['with all of the tags', { tags: ['HOME', 'shop'] }, ['Buy MILK']],
    ['of some priorities', { priority: ['low', 'high'] }, ['call Ada', 'Buy MILK']],
    ['due before a day', { dueBefore: '2026-11-23' }, ['zzz', 'Buy MILK']],
    ['due at or after', { dueAfter: '2026-11-23T09:00:00Z' }, ['Straße fegen', 'call Ada']],
    ['overdue', { overdue: true }, ['call Ada', 'Buy MILK']],
    [
      'overdue where tomorrow has come',
      { overdue: true, timeZone: 'Pacific/Kiritimati' },
      ['éclair', 'call Ada', 'Buy MILK'],
    ],
    ['not overdue', { overdue: false }, ['zzz', 'Straße fegen', 'éclair']],
    ['in the trash', { trashed: true }, ['gone']],
    ['with a word', { search: 'mil' }, ['Buy MILK']],
    ['with words in several places', { search: 'SHOP milk' }, ['Buy MILK']],
    ['with a word without case', { search: 'STRASSE' }, ['Straße fegen']],
    ['with wildcards as they are', { search: '%_\\' }, ['call Ada']],
    ['with one letter and a filter', { search: 'a', status: 'completed' }, []],
  ])('%s', async (_name, query, expected) => {
    expect(await titles(query)).toEqual(expected)
  })

  it.each(['created', 'updated', 'due', 'priority', 'title'] as const)('pages by %s, both ways', async (sort) => {
    for (const order of ['asc', 'desc'] as const) {
      const whole = await titles({ sort, order })
      const paged: string[] = []
      let cursor: string | undefined
      do {
        const page = await ada.client.tasks.list({ sort, order, limit: 2, cursor })
        paged.push(...page.items.map(({ title }) => title))
        cursor = page.nextCursor ?? undefined
      } while (cursor)
      expect(paged).toEqual(whole)
      expect(new Set(whole).size).toBe(5)
    }
  })
})
