import { brotliCompressSync, gzipSync } from 'node:zlib'
import { limits } from '@taskpact/contract'
import { expectProblem, json, jsonType, sendTo, startTestServer, type TestServer, type User } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Task, unknownTaskId, userRequests } from '../support/task-requests.js'

let server: TestServer
let ada: User
let eve: User
let task: Task

const send = sendTo(() => server)
const { sendAsUser, createTask, titles } = userRequests(() => ada, send)

beforeAll(async () => {
  server = await startTestServer()
  ada = await server.signUp('ada@example.org')
  eve = await server.signUp('eve@example.org')
  task = await createTask()
})
afterAll(() => server?.close())

describe('REST request body', () => {
  it('toggles a task if absent, and completes it if an empty object', async () => {
    const { id } = await createTask()
    const none = await sendAsUser('PATCH', `tasks/${id}/complete`)
    const empty = await sendAsUser('PATCH', `tasks/${id}/complete`, { body: '', headers: jsonType })
    const chunked = await sendAsUser('PATCH', `tasks/${id}/complete`, {
      headers: { ...jsonType, 'transfer-encoding': 'chunked' },
    })

    expect([none, empty, chunked].map(({ status }) => status)).toEqual([200, 200, 200])
    expect([none, empty, chunked].map(({ body }) => body)).toMatchObject([
      { completed: true },
      { completed: false },
      { completed: true },
    ])
    for (const completed of [true, true])
      expect(await sendAsUser('PATCH', `tasks/${id}/complete`, { body: '{}', headers: jsonType })).toMatchObject({
        body: { completed },
      })
  })

  it('is an empty object if absent', async () => {
    expectProblem(await sendAsUser('POST', 'tasks'), 'invalid_input', ['body/title'])
  })

  it.each([
    ['latin1', Buffer.from('{"title":"caf\u00e9"}', 'latin1')],
    ['a truncated character', Buffer.concat([Buffer.from('{"title":"'), Buffer.from([0xe2, 0x82]), Buffer.from('"}')])],
    [
      'an encoded surrogate',
      Buffer.concat([Buffer.from('{"title":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')]),
    ],
    ['an overlong slash', Buffer.concat([Buffer.from('{"title":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')])],
  ])('that is not UTF-8 is refused: %s', async (_what, body) => {
    const before = await titles()

    expectProblem(await sendAsUser('POST', 'tasks', { body, headers: jsonType }), 'invalid_json')
    expectProblem(
      await sendAsUser('POST', 'tasks', { body: gzipSync(body), headers: { ...jsonType, 'content-encoding': 'gzip' } }),
      'invalid_json',
    )
    expect(await titles()).toEqual(before)
  })

  it.each([
    ['50 000 nested arrays', `{"title":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 'body/title'],
    ['a prototype', '{"title":"a","__proto__":{"polluted":true}}', 'body/__proto__'],
    ['a constructor', '{"title":"a","constructor":{"prototype":{"polluted":true}}}', 'body/constructor'],
    ['a lone surrogate', '{"title":"a\\ud800b"}', 'body/title'],
    ['a NUL', '{"title":"a\\u0000b"}', 'body/title'],
    ['a huge number', '{"title":1e400}', 'body/title'],
  ])('with %s is refused by field name', async (_what, body, field) => {
    expectProblem(await sendAsUser('POST', 'tasks', { body, headers: jsonType }), 'invalid_input', [field])
    expect({}).not.toHaveProperty('polluted')
  })

  it('can contain text that grows in NFC', async () => {
    const { status, body } = await sendAsUser('POST', 'tasks', json({ title: '\ufb2c'.repeat(66) }))

    expect(status).toBe(201)
    const { id, title } = body as Task
    expect([...title]).toHaveLength(198)
    expect(await sendAsUser('PATCH', `tasks/${id}`, json({ title }))).toMatchObject({ status: 200, body: { title } })
    expectProblem(await sendAsUser('POST', 'tasks', json({ title: '\ufb2c'.repeat(67) })), 'invalid_input', [
      'body/title',
    ])
  })

  it('of 60 000 combining marks is refused within 500 ms', async () => {
    const title = `a${'\u0301\u0323'.repeat(30_000)}`
    const started = performance.now()

    expectProblem(await sendAsUser('POST', 'tasks', json({ title })), 'invalid_input', ['body/title'])
    expect(performance.now() - started).toBeLessThan(500)
  })

  it('can be as large as the limit, but not larger', async () => {
    const bodyOfSize = (bytes: number) => `{"title":"${'x'.repeat(bytes - 12)}"}`

    expectProblem(
      await sendAsUser('POST', 'tasks', { body: bodyOfSize(limits.bodyBytes), headers: jsonType }),
      'invalid_input',
      ['body/title'],
    )
    expectProblem(
      await sendAsUser('POST', 'tasks', { body: bodyOfSize(limits.bodyBytes + 1), headers: jsonType }),
      'payload_too_large',
    )
    expectProblem(
      await sendAsUser('POST', 'tasks', {
        body: bodyOfSize(limits.bodyBytes + 1),
        headers: { ...jsonType, 'transfer-encoding': 'chunked' },
      }),
      'payload_too_large',
    )
  })

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('is limited by its size after decompression: %s', async (encoding, compress) => {
    const headers = { ...jsonType, 'content-encoding': encoding }
    const small = await sendAsUser('POST', 'tasks', { body: compress(Buffer.from('{"title":"small"}')), headers })
    const bomb = compress(Buffer.alloc(20 * limits.bodyBytes, 0x20))

    expect(small).toMatchObject({ status: 201, body: { title: 'small' } })
    expect(bomb.length).toBeLessThan(limits.bodyBytes / 10)
    expectProblem(await sendAsUser('POST', 'tasks', { body: bomb, headers }), 'payload_too_large')
  })
})

describe('REST input field', () => {
  it.each(['userId', 'revision', 'completedAt', 'createdAt', 'updatedAt', 'deletedAt', 'user_id'])(
    'that the server sets is refused by name: %s',
    async (field) => {
      const path = `tasks/${task.id}`
      const before = await sendAsUser('GET', path)
      const change = await sendAsUser('PATCH', path, json({ title: 'changed', [field]: eve.id }))
      const create = await sendAsUser('POST', 'tasks', json({ title: 'created with an extra field', [field]: eve.id }))

      expectProblem(change, 'invalid_input', [`body/${field}`])
      expectProblem(create, 'invalid_input', [`body/${field}`])
      expect((await sendAsUser('GET', path)).body).toEqual(before.body)
      expect(await titles()).not.toContain('created with an extra field')
    },
  )

  it('id is refused in a change of a task', async () => {
    const path = `tasks/${task.id}`

    expectProblem(await sendAsUser('PATCH', path, json({ id: unknownTaskId })), 'invalid_input', ['body/id'])
    expect(await sendAsUser('GET', path)).toMatchObject({ status: 200 })
  })

  it('of the body is not read from the query', async () => {
    const before = await sendAsUser('GET', `tasks/${task.id}`)

    expectProblem(await sendAsUser('POST', 'tasks?title=query', json({})), 'invalid_input')
    expectProblem(await sendAsUser('POST', 'tasks?title=query', json({ title: 'a' })), 'invalid_input', ['query/title'])
    expectProblem(await sendAsUser('POST', 'tasks?description=query', json({ title: 'a' })), 'invalid_input', [
      'query/description',
    ])
    expectProblem(await sendAsUser('PATCH', `tasks/${task.id}/complete?completed=true`), 'invalid_input', [
      'query/completed',
    ])
    expectProblem(await sendAsUser('PATCH', `tasks/${task.id}?title=query`, json({})), 'invalid_input', ['query/title'])
    expect((await sendAsUser('GET', `tasks/${task.id}`)).body).toEqual(before.body)
  })

  it('of the path is not read from the query or the body', async () => {
    const othersTask = await createTask(eve)

    expectProblem(await sendAsUser('GET', `tasks?userId=${eve.id}`), 'invalid_input', ['query/userId'])
    expectProblem(await sendAsUser('GET', `tasks/${task.id}?taskId=${othersTask.id}`), 'invalid_input', [
      'query/taskId',
    ])
    expectProblem(await sendAsUser('PATCH', `tasks/${task.id}`, json({ taskId: othersTask.id })), 'invalid_input', [
      'body/taskId',
    ])
    expect((await send(`/api/me/tasks/${othersTask.id}`, { token: eve.token })).status).toBe(200)
  })

  it('of the query is not read from the body', async () => {
    const response = await sendAsUser('GET', 'tasks', json({ limit: 1, status: 'completed' }))

    expect((response.body as { items: Task[] }).items.length).toBeGreaterThan(1)
  })

  it('of a public operation is not read from the query', async () => {
    const account = { email: 'query@example.org', password: 'Test123!' }
    const query = new URLSearchParams(account)

    expectProblem(await send(`/api/auth/signup?${query}`, { method: 'POST', ...json({}) }), 'invalid_input')
    expectProblem(await send(`/api/auth/signup?${query}`, { method: 'POST', ...json(account) }), 'invalid_input', [
      'query/email',
      'query/password',
    ])
    expectProblem(await send('/api/auth/signin', { method: 'POST', ...json(account) }), 'invalid_credentials')
  })
})
