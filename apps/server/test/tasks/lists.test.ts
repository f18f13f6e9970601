import { startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Account, type Api, api } from '../support/api.js'

describe('task lists', () => {
  let server: TestServer
  let ada: Account
  let clock = new Date('2026-11-23T12:00:00.000Z')
  beforeAll(async () => {
    server = await startTestServer({ now: () => clock })
    ada = await api(server).signUp()
    const create = async (title: string, more: object = {}) => {
      clock = new Date(clock.getTime() + 1000)
      return ada.client.tasks.create({ title, ...more })
    }
    await create('Buy MILK', { tags: ['Home', 'shop'], priority: 'high', dueDate: '2026-11-22' })
    await create('call Ada', { description: 'about the 50%_\\ offer', dueAt: '2026-11-23T09:00:00Z', priority: 'low' })
    await create('éclair', { tags: ['home'], dueDate: '2026-11-23' })
    await create('Straße fegen', { dueAt: '2026-12-01T00:00:00.5Z' })
    const done = await create('zzz', { dueDate: '2026-01-01' })
    await ada.client.tasks.complete({ taskId: done.id, completed: true })
    const deleted = await create('deleted', { tags: ['home'] })
    await ada.client.tasks.remove({ taskId: deleted.id })
  })
  afterAll(() => server?.close())

  type Query = Parameters<Api['tasks']['list']>[0]
  const titles = async (query: Query) => (await ada.client.tasks.list(query)).items.map(({ title }) => title)

  it.each<[string, Query, string[]]>([
    ['by creation, newest first', {}, ['zzz', 'Straße fegen', 'éclair', 'call Ada', 'Buy MILK']],
    ['by creation, oldest first', { order: 'asc' }, ['Buy MILK', 'call Ada', 'éclair', 'Straße fegen', 'zzz']],
    ['by title', { sort: 'title' }, ['Buy MILK', 'call Ada', 'éclair', 'Straße fegen', 'zzz']],
    ['by due date', { sort: 'due' }, ['zzz', 'Buy MILK', 'éclair', 'call Ada', 'Straße fegen']],
    [
      'by due date, latest first',
      { sort: 'due', order: 'desc' },
      ['Straße fegen', 'call Ada', 'éclair', 'Buy MILK', 'zzz'],
    ],
    ['by priority', { sort: 'priority', limit: 2 }, ['Buy MILK', 'call Ada']],
    ['with all of the tags', { tags: ['HOME', 'shop'] }, ['Buy MILK']],
    ['with one of several priorities', { priority: ['low', 'high'] }, ['call Ada', 'Buy MILK']],
    ['with dueBefore', { dueBefore: '2026-11-23' }, ['zzz', 'Buy MILK']],
    ['with dueAfter', { dueAfter: '2026-11-23T09:00:00Z' }, ['Straße fegen', 'call Ada']],
    ['with overdue: true', { overdue: true }, ['call Ada', 'Buy MILK']],
    [
      'with overdue: true in a time zone of the next day',
      { overdue: true, timeZone: 'Pacific/Kiritimati' },
      ['éclair', 'call Ada', 'Buy MILK'],
    ],
    ['with overdue: false', { overdue: false }, ['zzz', 'Straße fegen', 'éclair']],
    ['with trashed: true', { trashed: true }, ['deleted']],
    ['by a search for part of a word', { search: 'mil' }, ['Buy MILK']],
    ['by a search for words in different fields', { search: 'SHOP milk' }, ['Buy MILK']],
    ['by a case-insensitive search', { search: 'STRASSE' }, ['Straße fegen']],
    ['by a search without accents', { search: 'eclair' }, ['éclair']],
    ['by a search with accents in another form', { search: 'E\u0301CLAIR' }, ['éclair']],
    ['by a search with accents that the title lacks', { search: 'cáll' }, ['call Ada']],
    ['by a search in full width', { search: 'ＢＵＹ\u3000ｍｉｌｋ' }, ['Buy MILK']],
    ['by a search for more words than have an index condition', { search: 'é c l a i r' }, ['éclair']],
    ['by a search for wildcard characters', { search: '%_\\' }, ['call Ada']],
    ['by a search with a filter', { search: 'a', status: 'completed' }, []],
  ])('are returned %s', async (_name, query, expected) => {
    expect(await titles(query)).toEqual(expected)
  })

  it.each(['created', 'updated', 'due', 'priority', 'title'] as const)(
    'are paginated by %s in both orders',
    async (sort) => {
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
    },
  )
})
