import { limits } from '@taskpact/contract'
import { createMockTransport, type MockTransport } from '@taskpact/contract/mock'
import { beforeEach, describe, expect, it } from 'vitest'
import { rejection } from '../test/rejection.js'
import { type Client, createClient } from './create-client.js'
import { createSession } from './create-session.js'

let mock: MockTransport
let client: Client

beforeEach(() => {
  mock = createMockTransport()
  client = createClient({ baseUrl: 'https://tasks.example.org/behind', fetch: mock.fetch })
})

describe('client with the mock transport', () => {
  it('returns examples of the contract with the fields of the input', async () => {
    const created = await client.tasks.create({ title: 'Buy milk', tags: ['home'], dueDate: '2026-12-24' })

    expect(created).toMatchObject({ title: 'Buy milk', tags: ['home'], dueDate: '2026-12-24' })
    expect((await client.tasks.list()).items.length).toBeGreaterThan(0)
    expect(await client.tasks.remove({ taskId: created.id })).toBeUndefined()
    expect(JSON.parse(await client.tasks.export())).toEqual([expect.objectContaining({ id: expect.any(String) })])
    expect(mock.calls.map(({ operation }) => operation)).toEqual([
      'tasks.create',
      'tasks.list',
      'tasks.remove',
      'tasks.export',
    ])
  })

  it('returns one page, so that iterating over all pages ends', async () => {
    const items: unknown[] = []
    for await (const task of client.tasks.list.all()) items.push(task)
    for await (const change of client.tasks.changes.all({ since: '' })) items.push(change)
    for await (const session of client.auth.sessions.list.all()) items.push(session)

    expect(mock.calls.map(({ operation }) => operation)).toEqual(['tasks.list', 'tasks.changes', 'auth.sessions.list'])
  }, 2000)

  it('rejects invalid input as the server does', async () => {
    const error = await rejection(client.tasks.create({ title: 'a'.repeat(limits.bodyBytes) }))

    expect(error).toMatchObject({ code: 'invalid_input', errors: [{ in: 'body', pointer: '/title' }] })
  })

  it('returns the output that the test sets, computed from the input', async () => {
    const task = await client.tasks.get({ taskId: '0199e8f4-63a1-7d0e-8b11-000000000000' })
    mock.responses.tasks.list.with(({ status }) => ({ items: status === 'pending' ? [task] : [], nextCursor: null }))

    expect((await client.tasks.list({ status: 'pending' })).items).toEqual([task])
    expect((await client.tasks.list()).items).toEqual([])
  })

  it('fails the given number of times and is retried', async () => {
    mock.responses.tasks.list.fails('unavailable', { times: 1, retryAfter: 0 })
    mock.responses.tasks.stats.fails('unreachable', { times: 2 })
    mock.responses.tasks.update.fails('revision_mismatch', { facts: { currentRevision: 9 } })

    expect(await client.tasks.list()).toHaveProperty('items')
    expect(await client.tasks.stats()).toHaveProperty('total')
    const { id: taskId } = await client.tasks.create({ title: 'a' })
    expect(await rejection(client.tasks.update({ taskId, ifMatch: 7 }))).toMatchObject({
      code: 'revision_mismatch',
      problem: { currentRevision: 9 },
    })
    expect(mock.calls.filter(({ operation }) => operation === 'tasks.stats')).toHaveLength(3)
  })

  it('delays the response, so that the timeout can be tested', async () => {
    mock.responses.tasks.list.after(60_000)

    expect((await rejection(client.tasks.list({}, { timeout: 30 }))).code).toBe('timeout')
  })

  it('issues a new token for each sign-in and refresh, and expires them', async () => {
    const session = createSession()
    const signedIn = createClient({ baseUrl: 'https://tasks.example.org', fetch: mock.fetch, session })
    const first = await signedIn.auth.signin({ email: 'ada@example.com', password: 'Test123!' })
    await signedIn.tasks.list()

    mock.expire()
    await Promise.all([signedIn.tasks.list(), signedIn.tasks.stats()])
    mock.expire()
    await signedIn.tasks.list()

    const tokens = mock.calls.map(({ headers }) => headers.get('authorization')?.replace('Bearer ', ''))
    const last = await session.token()
    expect(mock.calls.map(({ operation }) => operation)).toEqual([
      'auth.signin',
      'tasks.list',
      'auth.refresh',
      'tasks.list',
      'tasks.stats',
      'auth.refresh',
      'tasks.list',
    ])
    expect(tokens[1]).toBe(first.token)
    expect(tokens.at(-1)).toBe(last)
    expect(new Set([tokens[1], tokens[3], last]).size).toBe(3)
  })

  it('returns examples again after reset()', async () => {
    mock.responses.tasks.list.fails('internal')
    mock.responses.tasks.stats.after(60_000)

    mock.reset()

    expect(await client.tasks.list()).toHaveProperty('items')
    expect(await client.tasks.stats()).toHaveProperty('total')
    expect(mock.calls).toHaveLength(2)
  })

  it('rejects outputs and errors that the contract does not declare', async () => {
    // @ts-expect-error - nextCursor is missing
    expect(() => mock.responses.tasks.list.with({ items: [] })).toThrow(TypeError)
    // @ts-expect-error - a list has no revision
    expect(() => mock.responses.tasks.list.fails('revision_mismatch')).toThrow(TypeError)
    mock.responses.tasks.list.with(() => ({ items: [{ id: 5 }], nextCursor: null }) as never)
    expect((await rejection(client.tasks.list())).code).toBe('internal')
  })
})
