import { limits } from '@taskpact/contract'
import { createMockTransport, type MockTransport } from '@taskpact/contract/mock'
import { beforeEach, describe, expect, it } from 'vitest'
import { failure } from '../test/failure.js'
import { type Client, createClient } from './create-client.js'
import { createSession } from './session.js'

let mock: MockTransport
let client: Client

beforeEach(() => {
  mock = createMockTransport()
  client = createClient({ baseUrl: 'https://tasks.example.org/behind', fetch: mock.fetch })
})

describe('a client of a mock', () => {
  it('gets examples, with what it gave in their place', async () => {
    const made = await client.tasks.create({ title: 'Buy milk', tags: ['home'], dueDate: '2026-12-24' })

    expect(made).toMatchObject({ title: 'Buy milk', tags: ['home'], dueDate: '2026-12-24' })
    expect((await client.tasks.list()).items.length).toBeGreaterThan(0)
    expect(await client.tasks.remove({ taskId: made.id })).toBeUndefined()
    expect(JSON.parse(await client.tasks.export())).toEqual([expect.objectContaining({ id: expect.any(String) })])
    expect(mock.calls.map(({ operation }) => operation)).toEqual([
      'tasks.create',
      'tasks.list',
      'tasks.remove',
      'tasks.export',
    ])
  })

  it('is refused as by the server', async () => {
    const error = await failure(client.tasks.create({ title: 'a'.repeat(limits.bodyBytes) }))

    expect(error).toMatchObject({ code: 'invalid_input', errors: [{ in: 'body', pointer: '/title' }] })
  })

  it('gets what the test gives, by the input', async () => {
    const task = await client.tasks.get({ taskId: '0199e8f4-63a1-7d0e-8b11-000000000000' })
    mock.answers.tasks.list.with(({ status }) => ({ items: status === 'pending' ? [task] : [], nextCursor: null }))

    expect((await client.tasks.list({ status: 'pending' })).items).toEqual([task])
    expect((await client.tasks.list()).items).toEqual([])
  })

  it('meets a failure so often as it is told, and tries again', async () => {
    mock.answers.tasks.list.fails('unavailable', { times: 1, retryAfter: 0 })
    mock.answers.tasks.stats.fails('unreachable', { times: 2 })
    mock.answers.tasks.update.fails('revision_mismatch', { facts: { currentRevision: 9 } })

    expect(await client.tasks.list()).toHaveProperty('items')
    expect(await client.tasks.stats()).toHaveProperty('total')
    const { id: taskId } = await client.tasks.create({ title: 'a' })
    expect(await failure(client.tasks.update({ taskId, ifMatch: 7 }))).toMatchObject({
      code: 'revision_mismatch',
      problem: { currentRevision: 9 },
    })
    expect(mock.calls.filter(({ operation }) => operation === 'tasks.stats')).toHaveLength(3)
  })

  it('waits as long as it is told, and no longer than it likes', async () => {
    mock.answers.tasks.list.after(60_000)

    expect((await failure(client.tasks.list({}, { timeout: 30 }))).code).toBe('timeout')
  })

  it('can have a session', async () => {
    const session = createSession()
    const signedIn = createClient({ baseUrl: 'https://tasks.example.org', fetch: mock.fetch, session })
    const { token } = await signedIn.auth.signin({ email: 'ada@example.com', password: 'Test123!' })
    mock.answers.tasks.list.fails('token_expired', { times: 1 })

    await signedIn.tasks.get({ taskId: '0199e8f4-63a1-7d0e-8b11-000000000000' })

    expect(mock.calls.at(-1)?.headers.get('authorization')).toBe(`Bearer ${token}`)
  })

  it('gets examples again after a reset', async () => {
    mock.answers.tasks.list.fails('internal')
    mock.answers.tasks.stats.after(60_000)

    mock.reset()

    expect(await client.tasks.list()).toHaveProperty('items')
    expect(await client.tasks.stats()).toHaveProperty('total')
    expect(mock.calls).toHaveLength(2)
  })

  it('cannot be told what the contract does not allow', async () => {
    // @ts-expect-error - there is no next cursor
    expect(() => mock.answers.tasks.list.with({ items: [] })).toThrow(TypeError)
    // @ts-expect-error - a list is of no revision
    expect(() => mock.answers.tasks.list.fails('revision_mismatch')).toThrow(TypeError)
    mock.answers.tasks.list.with(() => ({ items: [{ id: 5 }], nextCursor: null }) as never)
    expect((await failure(client.tasks.list())).code).toBe('internal')
  })
})
