import { startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { trpcCallsTo } from '../support/trpc-call.js'

/** A parameter that means nothing sends a call to tRPC's own adapter. */
const byAdapter = 'anything=1'

describe('a single plain call over tRPC', () => {
  let server: TestServer
  let token = ''
  let taskId = ''
  const { call, signUp, mutate } = trpcCallsTo(
    () => server,
    () => token,
  )
  beforeAll(async () => {
    server = await startTestServer({ env: { RATE_LIMIT_READ: '100000', RATE_LIMIT_WRITE: '100000' } })
    token = (await signUp('ada@example.com')).token
    const { body } = await mutate('tasks.create', { title: 'Buy milk' }, token)
    taskId = (body as { result: { data: { id: string } } }).result.data.id
  })
  afterAll(() => server?.close())

  const query = (name: string, input: string) => ({ path: `${name}?input=${encodeURIComponent(input)}`, init: {} })
  const mutation = (name: string, body: string, type = 'application/json') => ({
    path: `${name}?`,
    init: { method: 'POST', headers: { 'content-type': type, origin: 'http://localhost:3000' }, body },
  })

  const batch = ({ path, init }: { path: string; init: object }) => ({ path: `${path}&batch=1`, init })

  const calls = {
    'a query': () => query('tasks.get', JSON.stringify({ taskId })),
    'a query without input': () => ({ path: 'auth.me?', init: {} }),
    'a change': () => mutation('tasks.complete', JSON.stringify({ taskId, completed: true })),
    'a change without output': () => mutation('auth.sessions.revokeOthers', '{}'),
    'a change by GET': () => query('tasks.create', '{"title":"a"}'),
    'a query by POST': () => mutation('tasks.get', JSON.stringify({ taskId })),
    'what is not found': () => query('tasks.get', JSON.stringify({ taskId: taskId.replace(/^./, 'f') })),
    'input that is refused': () => query('tasks.list', '{"limit":0,"more":1}'),
    'input that is no JSON': () => query('tasks.list', '{'),
    'input that is no object': () => query('tasks.list', '[1]'),
    'input with a percent sign': () => ({ path: 'tasks.list?input=%7B%22search%22%3A%22100%25%22%7D', init: {} }),
    "another's tasks": () => query('tasks.list', '{"userId":"bob"}'),
    'a body that is no JSON': () => mutation('tasks.create', '{'),
    'a body of another type': () => mutation('tasks.create', '{}', 'text/plain'),
    'an empty body': () => mutation('tasks.create', ''),
    'an unknown procedure': () => query('tasks.nothing', '{}'),
    'a batch of one query': () => batch(query('tasks.get', JSON.stringify({ 0: { taskId } }))),
    'a batch of one change': () =>
      batch(mutation('tasks.complete', JSON.stringify({ 0: { taskId, completed: true } }))),
    'a batch of one without input': () => batch({ path: 'auth.me?', init: {} }),
    'a batch of one that is refused': () => batch(query('tasks.list', '{"0":{"limit":0}}')),
    'a batch without the input of its call': () => batch(query('tasks.list', '{"1":{"limit":1}}')),
    'a batch whose inputs are a list': () => batch(query('tasks.list', '[{"limit":1}]')),
    'a batch whose inputs are no JSON': () => batch(mutation('tasks.create', '{')),
    'a batch with an empty body': () => batch(mutation('tasks.create', '')),
    'a batch of one that another word makes': () => ({ path: 'auth.me?batch=true', init: {} }),
  }

  it.each(Object.entries(calls).flatMap(([name, made]) => [[name, made, true] as const, [name, made, false] as const]))(
    'answers %s as the adapter does (%#)',
    async (_, made, isSignedIn) => {
      const { path, init } = made()
      const bearer = isSignedIn ? token : undefined

      const single = told(await call(path, init, bearer))
      const adapted = told(await call(`${path}&${byAdapter}`, init, bearer))

      expect(single).toEqual(adapted)
    },
  )
})

/** Without what differs from call to call, and how long the answer is said to be. */
function told({ status, headers, text }: { status: number; headers: Headers; text: string }) {
  const changing = /^(x-request-id|date|content-length|transfer-encoding|ratelimit)$/
  const body = text.replace(/"(requestId|updatedAt|completedAt)":"[^"]*"|"revision":\d+/g, '')
  return { status, body, headers: [...headers].filter(([name]) => !changing.test(name)) }
}
