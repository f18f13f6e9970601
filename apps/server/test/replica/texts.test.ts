import { createClient } from '@taskpact/client'
import { createReplica, memoryStore, type NewReplicaTask } from '@taskpact/client/replica'
import { startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server?.close())

async function openReplica() {
  const user = await server.signUp()
  const client = createClient({ baseUrl: server.url, token: user.token, retries: 0 })
  return createReplica(client, { userId: user.id, store: memoryStore() })
}

describe('a replica', () => {
  it.each<[string, NewReplicaTask]>([
    ['a lone surrogate in a title', { title: 'a \ud800 b' }],
    ['NUL in a title', { title: 'a\0b' }],
    ['an empty title', { title: '  ' }],
    ['an invisible title', { title: '\u200b' }],
    ['a long title', { title: 'x'.repeat(201) }],
    ['too many combining marks', { title: `a${'\u0301'.repeat(40)}` }],
    ['a lone surrogate in a description', { title: 'a', description: '\udc00' }],
    ['a large description', { title: 'a', description: '\u00e9'.repeat(2_000_000) }],
    ['equal tags in another case', { title: 'a', tags: ['x', 'X'] }],
    ['a tag with a comma', { title: 'a', tags: ['x,y'] }],
    ['too many tags', { title: 'a', tags: Array.from({ length: 21 }, (_, index) => `${index}`) }],
    ['an invalid date', { title: 'a', dueDate: '2026-02-30' }],
    ['a time without an offset', { title: 'a', dueAt: '2026-02-03T10:00:00' }],
    ['two due dates', { title: 'a', dueDate: '2026-02-03', dueAt: '2026-02-03T10:00:00Z' }],
    ['an id that is no UUID', { title: 'a', id: 'x' }],
    ['an unknown field', { title: 'a', ...{ color: 'red' } }],
  ])('ends with a refused or saved task, and sends the others: %s', async (name, task) => {
    const replica = await openReplica()
    const created = replica.tasks.create(task)
    replica.tasks.create({ title: 'Good' })
    await replica.sync()

    const isSaved = name === 'an unknown field'
    expect(replica.status).toMatchObject({ pending: 0, refused: isSaved ? 0 : 1 })
    expect(replica.tasks.list()).toHaveLength(isSaved ? 2 : 1)
    if (!isSaved) expect(replica.refused.list()[0]?.changes.title).toBe(task.title.normalize().trim())
    expect(await created.settled()).toBe('saved')
  })

  it.each<[string, NewReplicaTask]>([
    ['text in NFD', { title: 'e\u0301', description: 'e\u0301', tags: ['e\u0301'] }],
    ['spaces', { title: ' a ', description: '  a\n ', tags: [' b '] }],
    ['an empty description', { title: 'a', description: '' }],
    ['a blank description', { title: 'a', description: ' \n ' }],
    ['no description', { title: 'a', description: null }],
    ['a time with an offset', { title: 'a', dueAt: '2026-02-03t10:00:00.1239+05:30' }],
    ['a leap second', { title: 'a', dueAt: '2016-12-31T23:59:60Z' }],
    ['null', { title: 'a', priority: null, tags: null, dueDate: null, dueAt: null }],
  ])('stores what the server stores: %s', async (name, task) => {
    const replica = await openReplica()
    const { taskId } = replica.tasks.create(task)
    const before = replica.tasks.get({ taskId })
    await replica.sync()
    const after = replica.tasks.get({ taskId })

    expect(replica.status).toMatchObject({ pending: 0, refused: 0, conflicts: 0 })
    const { title, description, tags, dueAt, priority } = after ?? {}
    if (name !== 'a leap second') expect(before).toMatchObject({ title, description, tags, dueAt, priority })
    const { revision = 0 } = after ?? {}
    await replica.sync()
    expect(replica.tasks.get({ taskId })?.revision).toBe(revision)
  })
})
