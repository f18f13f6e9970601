import { json, type Send, sendTo, testPassword } from '@taskpact/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTaskServer, type TaskServer, type TaskUser } from '../../tasks/task-calls.js'

let server: TaskServer
let send: Send
let ada: TaskUser
beforeAll(async () => {
  server = await startTaskServer({ env: { LOG_LEVEL: 'info' } })
  send = sendTo(() => server)
  ada = await server.signUpUser()
})
afterAll(() => server?.close())

/** Returns the lines logged while a function runs. */
async function linesDuring(run: () => Promise<unknown>): Promise<Record<string, unknown>[]> {
  const before = server.log.length
  await run()
  await new Promise((resolve) => setTimeout(resolve, 20)) // the response may arrive before its log line
  return server.log.slice(before).map((line) => JSON.parse(line))
}

it('access log has one line per call with user, outcome and duration', async () => {
  const headers = { 'x-request-id': 'my-own-id' }
  const lines = await linesDuring(() => send('/api/me/tasks', { token: ada.token, headers }))

  expect(lines).toEqual([
    {
      level: 30,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      requestId: 'my-own-id',
      transport: 'rest',
      operation: 'tasks.list',
      outcome: 'ok',
      status: 200,
      userId: ada.id,
      ms: expect.any(Number),
    },
  ])
})

it.each<[string, number, string, { path?: string; headers?: Record<string, string> }]>([
  ['the response is 304', 304, 'ok', { headers: { 'if-none-match': '*' } }],
  ['the input is invalid', 400, 'invalid_input', { path: '/api/me/tasks?limit=0' }],
  ['the path is of another user', 403, 'forbidden', { path: '/api/0199e8f4-63a1-7d0e-8b11-5a2f1d8c3b72/tasks' }],
])(
  'access log has the status and the user if %s',
  async (_what, status, outcome, { path = '/api/me/tasks', ...options }) => {
    const lines = await linesDuring(() => send(path, { token: ada.token, ...options }))

    expect(lines).toMatchObject([{ operation: 'tasks.list', status, outcome, userId: ada.id }])
  },
)

it('access log has the id of a personal access token', async () => {
  const { token, id } = await server
    .by('in-process')
    .value<{ token: string; id: string }>(
      'auth.tokens.create',
      { name: 'A script', scopes: ['tasks:read'], password: testPassword },
      ada.token,
    )
  const lines = await linesDuring(() => send('/api/me/tasks', { token }))

  expect(lines).toMatchObject([{ operation: 'tasks.list', userId: ada.id, tokenId: id }])
})

it('access log has no user if the token is invalid', async () => {
  const [line, ...more] = await linesDuring(() => send('/api/me/tasks', { token: 'none' }))

  expect(more).toEqual([])
  expect(line).toMatchObject({ status: 401, outcome: 'invalid_token' })
  expect(line).not.toHaveProperty('userId')
})

it('access log has one line for each call of a batch', async () => {
  const lines = await linesDuring(() => send('/trpc/tasks.list,tasks.stats?batch=1&input=%7B%7D', { token: ada.token }))

  expect(lines.map(({ operation, transport }) => [operation, transport]).sort()).toEqual([
    ['tasks.list', 'trpc'],
    ['tasks.stats', 'trpc'],
  ])
  expect(new Set(lines.map(({ requestId }) => requestId)).size).toBe(1)
})

it('access log omits health checks and metrics', async () => {
  const probe = async () => {
    for (const path of ['/health', '/health/live', '/health/ready', '/metrics']) await send(path)
  }

  expect(await linesDuring(probe)).toEqual([])
})

it('access log escapes untrusted text (log injection)', async () => {
  const title = 'one\n{"level":60,"msg":"forged"}\u2028\u001b[31m'
  const lines = await linesDuring(() =>
    send('/api/me/tasks?x=%0A%7B%22level%22%3A60%7D', { method: 'POST', token: ada.token, ...json({ title }) }),
  )

  expect(lines).toHaveLength(1)
  expect(JSON.stringify(lines)).not.toMatch(/forged|\\u001b/)
})
