import { limits } from '@taskpact/contract'
import {
  exchangeWith,
  expectProblem,
  json,
  jsonType,
  problemIn,
  sendTo,
  startTestServer,
  type TestServer,
  type User,
} from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Task, unknownTaskId, userRequests } from '../support/task-requests.js'

let server: TestServer
let ada: User
let eve: User
let task: Task

const send = sendTo(() => server)
const exchange = exchangeWith(() => server)
const { sendAsUser, createTask } = userRequests(() => ada, send)

beforeAll(async () => {
  server = await startTestServer()
  ada = await server.signUp('ada@example.org')
  eve = await server.signUp('eve@example.org')
  task = await createTask()
})
afterAll(() => server?.close())

describe('REST errors are reported in the order 401, 403, 400, 404', () => {
  const malformed = { method: 'PATCH', body: '{"title":', headers: jsonType }

  it('401 comes first', async () => {
    const path = `/api/${ada.id}/tasks/${task.id}`

    expectProblem(await send(path, malformed), 'unauthenticated')
    expectProblem(await send(path, { ...malformed, token: 'not.a.token' }), 'invalid_token')
    expectProblem(await send('/api/unknown/tasks/x?nonsense=1', malformed), 'unauthenticated')
    expectProblem(
      await send(path, { ...malformed, headers: { accept: 'text/html', 'content-type': 'text/plain' } }),
      'unauthenticated',
    )
    expectProblem(await send(path, { ...malformed, body: 'x'.repeat(limits.bodyBytes + 1) }), 'unauthenticated')
  })

  it('403 comes second, for the path of another user', async () => {
    const { token } = eve

    expectProblem(await send(`/api/${ada.id}/tasks/${task.id}`, { ...malformed, token }), 'forbidden')
    expectProblem(await send(`/api/${ada.id}/tasks/not-an-id?nonsense=1`, { ...malformed, token }), 'forbidden')
    expectProblem(await send(`/api/${ada.id}/tasks`, { token, headers: { accept: 'text/html' } }), 'forbidden')
    expectProblem(await send('/api/unknown/tasks', { token }), 'forbidden')
  })

  it('400 comes third, whether or not the task exists', async () => {
    expectProblem(await sendAsUser('PATCH', `tasks/${unknownTaskId}`, malformed), 'invalid_json')
    expectProblem(await sendAsUser('PATCH', `tasks/${unknownTaskId}`, json({ nonsense: 1 })), 'invalid_input', [
      'body/nonsense',
    ])
    expectProblem(await sendAsUser('GET', `tasks/${unknownTaskId}?nonsense=1`), 'invalid_input', ['query/nonsense'])
  })

  it('404 comes last', async () => {
    expectProblem(await sendAsUser('PATCH', `tasks/${unknownTaskId}`, json({ title: 'a' })), 'not_found')
    expectProblem(await sendAsUser('GET', `tasks/${unknownTaskId}`), 'not_found')
    expectProblem(await sendAsUser('DELETE', `tasks/${unknownTaskId}`), 'not_found')
  })

  it('400 lists every invalid field: path, then query, then body', async () => {
    expectProblem(await sendAsUser('PATCH', 'tasks/x?q=1', json({ completed: 'no', title: '' })), 'invalid_input', [
      'path/taskId',
      'query/q',
      'body/title',
      'body/completed',
    ])
  })
})

describe('malformed HTTP request', () => {
  const valid = 'GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n'

  it.each([
    ['not HTTP', 'hello\r\n\r\n'],
    ['no Host header', 'GET /health HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['two Host headers', `${valid}Host: y\r\n\r\n`],
    ['two Content-Length headers', `${valid}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`],
    [
      'Content-Length and Transfer-Encoding',
      `${valid}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    [
      'a broken chunk',
      `${valid.replace('GET /health', 'POST /api/auth/signup')}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n`,
    ],
    ['a negative Content-Length', `${valid}Content-Length: -1\r\n\r\n`],
    ['a header without a name', `${valid}: x\r\n\r\n`],
    ['a space before a colon', `${valid}X-A : x\r\n\r\n`],
    ['a folded header', `${valid}X-A: x\r\n y\r\n\r\n`],
    ['an unknown method', 'FROB /health HTTP/1.1\r\nHost: x\r\n\r\n'],
  ])('is refused with a problem and 400: %s', async (_what, bytes) => {
    const text = await exchange(bytes)
    const problem = problemIn(text)

    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    expect(text).toMatch(/^content-type: application\/problem\+json/im)
    expect(text).toMatch(/^connection: close/im)
    expect(problem.code).toBe('invalid_input')
    expect(problem.requestId).toBe(/^x-request-id: (.*)$/im.exec(text)?.[1])
  })

  it.each([
    ['a header of 20 KB', `${valid}X-Big: ${'x'.repeat(20_000)}\r\n\r\n`],
    ['a URL of 20 KB', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
    ['2 500 headers of 20 characters', `${valid}${'X-Many: aaaaaaaaaa\r\n'.repeat(2500)}\r\n`],
    ['101 headers', `${valid}${'X-Many: a\r\n'.repeat(99)}\r\n`],
  ])('over the header limit is refused with a problem and 431: %s', async (_what, bytes) => {
    const text = await exchange(bytes)

    expect(text).toMatch(/^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/)
    expect(text).toMatch(/^connection: close/im)
    expect(problemIn(text).code).toBe('headers_too_large')
  })

  it('gets only one response', async () => {
    const text = await exchange(`${valid.replace('GET', 'POST')}Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n`)

    expect(text.match(/HTTP\/1\.1 \d{3}/g)).toHaveLength(1)
  })

  it('does not stop the server', async () => {
    await exchange('\0\0\0\0')

    expect((await send('/health')).status).toBe(200)
  })
})
