import { createTrpcClient } from '@taskpact/client/trpc'
import { idempotencyKeys } from '@taskpact/db'
import { expectProblem, json, type Options, type RawResponse } from '@taskpact/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { unknownTaskId } from '../support/task-requests.js'
import {
  type OpenServer,
  type RestUser,
  signInAgain,
  signUpUser,
  startOpenServer,
  type Task,
} from '../support/task-user.js'

describe('Idempotency-Key', () => {
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
    ada = await signUpUser(server)
  })

  const keyHeader = (key: string) => ({ 'idempotency-key': key })
  const create = (key: string, title = 'Buy milk', user = ada) =>
    user.send('POST', 'tasks', json({ title }, keyHeader(key)))
  const storedKeys = ({ id } = ada) => server.db.select().from(idempotencyKeys).where(eq(idempotencyKeys.userId, id))

  function expectReplay(replay: RawResponse, first: RawResponse): void {
    const { 'idempotency-replayed': replayed, ...headers } = replay.headers
    const variable = { date: '', 'x-request-id': '', connection: '', 'keep-alive': '' }
    expect(replayed).toBe('true')
    expect(first.headers).not.toHaveProperty('idempotency-replayed')
    expect({ ...headers, ...variable }).toEqual({ ...first.headers, ...variable })
    expect({ status: replay.status, text: replay.text }).toEqual({ status: first.status, text: first.text })
  }

  it('replays the first response byte for byte', async () => {
    const first = await create('"one"')
    const { id, revision } = first.body as Task
    await ada.send('PATCH', `tasks/${id}`, json({ title: 'Changed since' }))

    expect(first).toMatchObject({
      status: 201,
      headers: { location: `/api/${ada.id}/tasks/${id}`, etag: expect.stringMatching(`-${revision}"$`) },
    })
    expectReplay(await create('"one"'), first)
    expectReplay(await create('"one"'), first)
    expect(await ada.listTasks()).toMatchObject([{ id, title: 'Changed since' }])
  })

  const operations = [{ op: 'create', title: 'é 👩‍👩‍👧‍👦 "' }]
  it.each<[string, (task: Task) => [path: string, options: Options]]>([
    ['batch', () => ['tasks/batch', json({ operations }, keyHeader('other'))]],
    [
      'batch with a failed operation',
      () => [
        'tasks/batch',
        json(
          { atomic: false, operations: [...operations, { op: 'remove', taskId: unknownTaskId }] },
          keyHeader('other'),
        ),
      ],
    ],
    ['import', () => ['tasks/import', json([{ title: 'Imported' }, { title: '' }], keyHeader('other'))]],
    ['restore', ({ id }) => [`tasks/${id}/restore`, { headers: keyHeader('other') }]],
  ])('replays the first response of %s', async (_name, call) => {
    const task = await ada.createTask()
    await ada.deleteTask(task)
    const [path, options] = call(task)
    const first = await ada.send('POST', path, options)
    const count = (await ada.listTasks()).length

    expect(first.status).toBe(200)
    expectReplay(await ada.send('POST', path, options), first)
    expect(await ada.listTasks()).toHaveLength(count)
  })

  it('is the same with and without quotes', async () => {
    for (const [one, other] of [
      ['same', '"same"'],
      ['"other"', 'other'],
    ] as const) {
      const first = await create(one)
      expectReplay(await create(other), first)
    }
    expect(await ada.listTasks()).toHaveLength(2)
  })

  it('is case-sensitive', async () => {
    for (const key of ['a', 'A', 'a ', "'a'", 'a'.repeat(255)]) expect((await create(key)).status).toBe(201)
    expect(await ada.listTasks()).toHaveLength(4)
  })

  it.each(['""', '"a', 'a"b', 'a b', 'a\\b', 'a'.repeat(256), '', '"a", "b"'])(
    'is refused if it is %j',
    async (key) => {
      expectProblem(await create(key), 'invalid_input', ['header/Idempotency-Key'])
      expect([await ada.listTasks(), await storedKeys()]).toEqual([[], []])
    },
  )

  it('is shared by tRPC and REST', async () => {
    const client = createTrpcClient({ baseUrl: server.url, token: ada.token })
    const task = await client.tasks.create.mutate({ title: 'Buy milk', idempotencyKey: 'trpc' })
    const replay = await create('trpc')

    expect(replay).toMatchObject({ status: 201, body: task })
    expect(replay.headers).toMatchObject({
      'idempotency-replayed': 'true',
      etag: expect.stringMatching(`-${task.revision}"$`),
    })
    expect(await client.tasks.create.mutate({ title: '  Buy milk ', idempotencyKey: 'trpc' })).toEqual(task)
    expect(await ada.listTasks()).toHaveLength(1)
  })

  it('is independent of the spelling of the user and the order of fields', async () => {
    const fields = { title: 'Buy milk', priority: 'high', tags: ['a', 'b'] }
    const first = await ada.send('POST', 'tasks', json(fields, keyHeader('order')))
    const reversed = Object.fromEntries(Object.entries(fields).reverse())
    const path = `/api/${ada.id}/tasks`

    expectReplay(
      await server.send(path, { method: 'POST', token: ada.token, ...json(reversed, keyHeader('order')) }),
      first,
    )
  })

  it('is refused with idempotency_key_reused for another call', async () => {
    const first = await create('taken')
    const { id } = first.body as Task
    const others = [
      create('taken', 'Buy bread'),
      ada.send('POST', 'tasks', json({ title: 'Buy milk', priority: 'none' }, keyHeader('taken'))),
      ada.send('POST', 'tasks/batch', json({ operations: [{ op: 'create', title: 'Buy milk' }] }, keyHeader('taken'))),
      ada.send('POST', 'tasks/import', json([{ title: 'Buy milk' }], keyHeader('taken'))),
      ada.send('POST', `tasks/${id}/restore`, { headers: keyHeader('taken') }),
    ]

    for (const response of await Promise.all(others)) expectProblem(response, 'idempotency_key_reused')
    expectReplay(await create('taken'), first)
    expect(await ada.listTasks()).toHaveLength(1)
  })

  it('is not stored by a failed call', async () => {
    const operations = [
      { op: 'create', title: 'Made' },
      { op: 'remove', taskId: unknownTaskId },
    ]
    expectProblem(await ada.send('POST', 'tasks/batch', json({ operations }, keyHeader('free'))), 'not_found')
    expectProblem(await create('free', ''), 'invalid_input')
    expectProblem(
      await ada.send('POST', 'tasks', { body: '{', headers: { ...json('').headers, ...keyHeader('free') } }),
      'invalid_json',
    )
    expectProblem(await ada.send('POST', `tasks/${unknownTaskId}/restore`, { headers: keyHeader('free') }), 'not_found')
    expect([await storedKeys(), await ada.listTasks()]).toEqual([[], []])

    const first = await create('free')
    expect(first.status).toBe(201)
    expectReplay(await create('free'), first)
  })

  it('has one effect for ten concurrent calls', async () => {
    const responses = await Promise.all(Array.from({ length: 10 }, () => create('at-once')))

    expect(new Set(responses.map(({ status, text }) => `${status} ${text}`))).toHaveLength(1)
    expect(responses.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1)
    expect(await ada.listTasks()).toHaveLength(1)
  })

  it('expires after 24 hours', async () => {
    const first = await create('daily')
    clock = new Date(start.getTime() + 86_400_000)
    ada = await signInAgain(server, ada)
    expectReplay(await create('daily'), first)

    clock = new Date(start.getTime() + 86_400_001)
    const second = await create('daily', 'Something else')
    expect(second).toMatchObject({ status: 201, body: { title: 'Something else' } })
    expectReplay(await create('daily', 'Something else'), second)
    expect(await ada.listTasks()).toHaveLength(2)
    expect(await storedKeys()).toHaveLength(1)
  })

  it('of one user is independent of the same key of another', async () => {
    const eve = await signUpUser(server)
    const [ofAda, ofEve] = [await create('shared'), await create('shared', 'Buy milk', eve)]

    expect(ofEve.status).toBe(201)
    expect(ofEve.headers).not.toHaveProperty('idempotency-replayed')
    expect((ofEve.body as Task).id).not.toBe((ofAda.body as Task).id)
    const path = `/api/${ada.id}/tasks`
    expectProblem(
      await server.send(path, {
        method: 'POST',
        token: eve.token,
        ...json({ title: 'Buy milk' }, keyHeader('shared')),
      }),
      'forbidden',
    )
  })

  it('does not replay without a valid token', async () => {
    await create('private')
    const replay = (token?: string) =>
      server.send('/api/me/tasks', {
        method: 'POST',
        ...(token && { token }),
        ...json({ title: 'Buy milk' }, keyHeader('private')),
      })

    expectProblem(await replay(), 'unauthenticated')
    expectProblem(await replay('not.a.token'), 'invalid_token')
    await server.send('/api/auth/signout', { method: 'POST', token: ada.token })
    expectProblem(await replay(ada.token), 'invalid_token')
  })

  it('is deleted with its user', async () => {
    await create('gone')
    const deleted = await server.send('/api/auth/me/delete', {
      method: 'POST',
      token: ada.token,
      ...json({ password: 'Test123!' }),
    })

    expect(deleted.status).toBe(204)
    expect(await storedKeys()).toEqual([])
    expectProblem(await create('gone'), 'invalid_token')
  })

  it('is stored with the output, without secrets', async () => {
    await create('stored')
    const [row] = await storedKeys()

    expect(JSON.parse(row?.result ?? '')).toMatchObject({ output: { title: 'Buy milk' } })
    const { fingerprint: _digest, ...readable } = row ?? {} // a digest may contain any letters
    expect(JSON.stringify(readable)).not.toMatch(/Test123|eyJ|bearer|password|authorization|example\.com/i)
    expect(row?.fingerprint).toMatch(/^[\w-]{43}$/)
  })

  it('is ignored by operations without idempotency', async () => {
    const { id } = await ada.createTask()
    for (const title of ['First', 'Second']) {
      expect(await ada.send('PATCH', `tasks/${id}`, json({ title }, keyHeader('unread')))).toMatchObject({
        body: { title },
      })
    }
    expect(await storedKeys()).toEqual([])
  })
})
