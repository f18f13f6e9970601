import { createTrpcClient } from '@taskpact/client/trpc'
import { idempotencyKeys } from '@taskpact/db'
import { type Answer, expectProblem, json, type Options } from '@taskpact/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { noTask } from '../support/task-requests.js'
import {
  type OpenServer,
  type RestUser,
  signInAgain,
  startOpenServer,
  type Task,
  userOf,
} from '../support/task-user.js'

describe('a key of a call', () => {
  let server: OpenServer
  let ada: RestUser
  let clock: Date
  const start = new Date('2026-11-23T12:00:00.000Z')
  beforeAll(async () => {
    server = await startOpenServer({ now: () => clock })
  })
  afterAll(() => server?.close())
  beforeEach(async () => {
    clock = start
    ada = await userOf(server)
  })

  const named = (key: string) => ({ 'idempotency-key': key })
  const create = (key: string, title = 'Buy milk', someone = ada) =>
    someone.send('POST', 'tasks', json({ title }, named(key)))
  const kept = ({ id } = ada) => server.db.select().from(idempotencyKeys).where(eq(idempotencyKeys.userId, id))

  function expectReplay(again: Answer, first: Answer): void {
    const { 'idempotency-replayed': replayed, ...headers } = again.headers
    const unlike = { date: '', 'x-request-id': '', connection: '', 'keep-alive': '' }
    expect(replayed).toBe('true')
    expect(first.headers).not.toHaveProperty('idempotency-replayed')
    expect({ ...headers, ...unlike }).toEqual({ ...first.headers, ...unlike })
    expect({ status: again.status, text: again.text }).toEqual({ status: first.status, text: first.text })
  }

  it('gives the first answer again, byte for byte', async () => {
    const first = await create('"one"')
    const { id, revision } = first.body as Task
    await ada.send('PATCH', `tasks/${id}`, json({ title: 'Changed since' }))

    expect(first).toMatchObject({
      status: 201,
      headers: { location: `/api/${ada.id}/tasks/${id}`, etag: `"${revision}"` },
    })
    expectReplay(await create('"one"'), first)
    expectReplay(await create('"one"'), first)
    expect(await ada.list()).toMatchObject([{ id, title: 'Changed since' }])
  })

  const operations = [{ op: 'create', title: 'é 👩‍👩‍👧‍👦 "' }]
  it.each<[string, (task: Task) => [path: string, options: Options]]>([
    ['batch', () => ['tasks/batch', json({ operations }, named('other'))]],
    [
      'batch that partly fails',
      () => [
        'tasks/batch',
        json({ atomic: false, operations: [...operations, { op: 'remove', taskId: noTask }] }, named('other')),
      ],
    ],
    ['import', () => ['tasks/import', json([{ title: 'Imported' }, { title: '' }], named('other'))]],
    ['restore', ({ id }) => [`tasks/${id}/restore`, { headers: named('other') }]],
  ])('gives the first answer of %s again', async (_name, call) => {
    const task = await ada.make()
    await ada.remove(task)
    const [path, options] = call(task)
    const first = await ada.send('POST', path, options)
    const count = (await ada.list()).length

    expect(first.status).toBe(200)
    expectReplay(await ada.send('POST', path, options), first)
    expect(await ada.list()).toHaveLength(count)
  })

  it('is the same with quotes and without', async () => {
    for (const [one, other] of [
      ['same', '"same"'],
      ['"other"', 'other'],
    ] as const) {
      const first = await create(one)
      expectReplay(await create(other), first)
    }
    expect(await ada.list()).toHaveLength(2)
  })

  it('is another one in other letters', async () => {
    for (const key of ['a', 'A', 'a ', "'a'", 'a'.repeat(255)]) expect((await create(key)).status).toBe(201)
    expect(await ada.list()).toHaveLength(4)
  })

  it.each(['""', '"a', 'a"b', 'a b', 'a\\b', 'a'.repeat(256), '', '"a", "b"'])('cannot be %j', async (key) => {
    expectProblem(await create(key), 'invalid_input', ['header/Idempotency-Key'])
    expect([await ada.list(), await kept()]).toEqual([[], []])
  })

  it('is the same over tRPC and REST', async () => {
    const client = createTrpcClient({ baseUrl: server.url, token: ada.token })
    const task = await client.tasks.create.mutate({ title: 'Buy milk', idempotencyKey: 'trpc' })
    const again = await create('trpc')

    expect(again).toMatchObject({ status: 201, body: task })
    expect(again.headers).toMatchObject({ 'idempotency-replayed': 'true', etag: `"${task.revision}"` })
    expect(await client.tasks.create.mutate({ title: '  Buy milk ', idempotencyKey: 'trpc' })).toEqual(task)
    expect(await ada.list()).toHaveLength(1)
  })

  it('is the same however the user is named and the fields are ordered', async () => {
    const fields = { title: 'Buy milk', priority: 'high', tags: ['a', 'b'] }
    const first = await ada.send('POST', 'tasks', json(fields, named('order')))
    const reversed = Object.fromEntries(Object.entries(fields).reverse())
    const path = `/api/${ada.id}/tasks`

    expectReplay(
      await server.send(path, { method: 'POST', token: ada.token, ...json(reversed, named('order')) }),
      first,
    )
  })

  it('is refused for another call', async () => {
    const first = await create('taken')
    const { id } = first.body as Task
    const others = [
      create('taken', 'Buy bread'),
      ada.send('POST', 'tasks', json({ title: 'Buy milk', priority: 'none' }, named('taken'))),
      ada.send('POST', 'tasks/batch', json({ operations: [{ op: 'create', title: 'Buy milk' }] }, named('taken'))),
      ada.send('POST', 'tasks/import', json([{ title: 'Buy milk' }], named('taken'))),
      ada.send('POST', `tasks/${id}/restore`, { headers: named('taken') }),
    ]

    for (const answer of await Promise.all(others)) expectProblem(answer, 'idempotency_key_reused')
    expectReplay(await create('taken'), first)
    expect(await ada.list()).toHaveLength(1)
  })

  it('is not kept by a call that fails', async () => {
    const operations = [
      { op: 'create', title: 'Made' },
      { op: 'remove', taskId: noTask },
    ]
    expectProblem(await ada.send('POST', 'tasks/batch', json({ operations }, named('free'))), 'not_found')
    expectProblem(await create('free', ''), 'invalid_input')
    expectProblem(
      await ada.send('POST', 'tasks', { body: '{', headers: { ...json('').headers, ...named('free') } }),
      'invalid_json',
    )
    expectProblem(await ada.send('POST', `tasks/${noTask}/restore`, { headers: named('free') }), 'not_found')
    expect([await kept(), await ada.list()]).toEqual([[], []])

    const first = await create('free')
    expect(first.status).toBe(201)
    expectReplay(await create('free'), first)
  })

  it('has one effect among ten calls at once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => create('at-once')))

    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`))).toHaveLength(1)
    expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1)
    expect(await ada.list()).toHaveLength(1)
  })

  it('lasts for 24 hours', async () => {
    const first = await create('daily')
    clock = new Date(start.getTime() + 86_400_000)
    ada = await signInAgain(server, ada)
    expectReplay(await create('daily'), first)

    clock = new Date(start.getTime() + 86_400_001)
    const second = await create('daily', 'Something else')
    expect(second).toMatchObject({ status: 201, body: { title: 'Something else' } })
    expectReplay(await create('daily', 'Something else'), second)
    expect(await ada.list()).toHaveLength(2)
    expect(await kept()).toHaveLength(1)
  })

  it('of one user says nothing of the same key of another', async () => {
    const eve = await userOf(server)
    const [hers, his] = [await create('shared'), await create('shared', 'Buy milk', eve)]

    expect(his.status).toBe(201)
    expect(his.headers).not.toHaveProperty('idempotency-replayed')
    expect((his.body as Task).id).not.toBe((hers.body as Task).id)
    const path = `/api/${ada.id}/tasks`
    expectProblem(
      await server.send(path, { method: 'POST', token: eve.token, ...json({ title: 'Buy milk' }, named('shared')) }),
      'forbidden',
    )
  })

  it('is of no use to who is not signed in', async () => {
    await create('private')
    const replay = (token?: string) =>
      server.send('/api/me/tasks', {
        method: 'POST',
        ...(token && { token }),
        ...json({ title: 'Buy milk' }, named('private')),
      })

    expectProblem(await replay(), 'unauthenticated')
    expectProblem(await replay('not.a.token'), 'invalid_token')
    await server.send('/api/auth/signout', { method: 'POST', token: ada.token })
    expectProblem(await replay(ada.token), 'invalid_token')
  })

  it('goes with its user', async () => {
    await create('gone')
    const deleted = await server.send('/api/auth/me/delete', {
      method: 'POST',
      token: ada.token,
      ...json({ password: 'Test123!' }),
    })

    expect(deleted.status).toBe(204)
    expect(await kept()).toEqual([])
    expectProblem(await create('gone'), 'invalid_token')
  })

  it('is kept with the answer, and no secret', async () => {
    await create('stored')
    const [row] = await kept()

    expect(JSON.parse(row?.result ?? '')).toMatchObject({ output: { title: 'Buy milk' } })
    const { fingerprint: _digest, ...readable } = row ?? {} // a digest may spell anything
    expect(JSON.stringify(readable)).not.toMatch(/Test123|eyJ|bearer|password|authorization|example\.com/i)
    expect(row?.fingerprint).toMatch(/^[\w-]{43}$/)
  })

  it('is not read by an operation that takes none', async () => {
    const { id } = await ada.make()
    for (const title of ['First', 'Second']) {
      expect(await ada.send('PATCH', `tasks/${id}`, json({ title }, named('unread')))).toMatchObject({
        body: { title },
      })
    }
    expect(await kept()).toEqual([])
  })
})
