import type { IncomingHttpHeaders } from 'node:http'
import { operations, contract as taskpactContract } from '@taskpact/contract'
import { expectProblem, type RawResponse, sendTo, startTestServer, type TestServer, type User } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Task, unknownTaskId, userRequests } from '../support/task-requests.js'

let server: TestServer
let ada: User
let task: Task

const send = sendTo(() => server)
const { sendAsUser, createTask } = userRequests(() => ada, send)

beforeAll(async () => {
  server = await startTestServer()
  ada = await server.signUp('ada@example.org')
  task = await createTask()
})
afterAll(() => server?.close())

describe('REST query string', () => {
  it.each(['limit=1&limit=2', 'status=all&status=all', 'cursor=a&cursor=b', 'limit=1&status=all&limit=1'])(
    'with a repeated parameter is refused: %s',
    async (query) => {
      expectProblem(await sendAsUser('GET', `tasks?${query}`), 'invalid_input', [
        `query/${query.slice(0, query.indexOf('='))}`,
      ])
    },
  )

  it.each([
    ['nonsense=1', 'nonsense'],
    ['nonsense', 'nonsense'],
    ['nonsense=1&nonsense=2', 'nonsense'],
    ['limit[]=1', 'limit[]'],
    ['limit[a]=1', 'limit[a]'],
    ['Limit=1', 'Limit'],
    ['limit%20=1', 'limit '],
    ['__proto__=1', '__proto__'],
    ['__proto__[polluted]=1', '__proto__[polluted]'],
    ['constructor=1', 'constructor'],
    ['toString=1', 'toString'],
    ['a/b~c=1', 'a~1b~0c'],
    ['=1', ''],
  ])('with an unknown parameter is refused by name: %s', async (query, name) => {
    expectProblem(await sendAsUser('GET', `tasks?${query}`), 'invalid_input', [`query/${name}`])
    expectProblem(await sendAsUser('GET', `tasks/${task.id}?${query}`), 'invalid_input', [`query/${name}`])
    expect({}).not.toHaveProperty('polluted')
  })

  it.each([
    '',
    '%20',
    '0',
    '-1',
    '101',
    '1.0',
    '1e1',
    '0x10',
    '%2B5',
    '+5',
    '05',
    '%205',
    '5%00',
    'null',
    'true',
    '%zz',
  ])('with limit=%s is refused', async (limit) => {
    expectProblem(await sendAsUser('GET', `tasks?limit=${limit}`), 'invalid_input', ['query/limit'])
  })

  it.each(['ALL', '', 'all%00', 'all,pending', '%ff'])('with status=%s is refused', async (status) => {
    expectProblem(await sendAsUser('GET', `tasks?status=${status}`), 'invalid_input', ['query/status'])
  })

  it('can be empty', async () => {
    expect((await sendAsUser('GET', 'tasks?')).status).toBe(200)
    expect((await sendAsUser('GET', 'tasks?&&')).status).toBe(200)
  })
})

describe('REST path', () => {
  it.each(['/api/%00/tasks', '/api/me/tasks/%00', '/api/a%00b/tasks', '/api/me/tasks/%00/complete'])(
    'with a NUL is refused: %s',
    async (path) => {
      const method = path.endsWith('complete') ? 'PATCH' : 'GET'

      expectProblem(await send(path, { method, token: ada.token }), 'invalid_input')
    },
  )

  it.each([
    '/api/%zz/tasks',
    '/api/%/tasks',
    '/api/%ff/tasks',
    '/api/me/tasks/%c0%af',
    '/api/me/tasks/%ed%a0%80',
    '/%zz',
  ])('with invalid percent-encoding is refused: %s', async (path) => {
    const response = await send(path, { token: ada.token })

    expectProblem(response, path === '/%zz' ? 'not_found' : 'invalid_input')
  })

  it.each([
    '/api',
    '/api/',
    '/nothing',
    '/api/me',
    '/api/me/tasks/',
    '/api/me/Tasks',
    '/API/me/tasks',
    '//api/me/tasks',
    '/api//tasks',
    '/api/me/tasks//complete',
    `/api/me/tasks/${unknownTaskId}/`,
    `/api/me/tasks/${unknownTaskId}/Complete`,
    '/Health',
    '/health/',
    '/api/auth/me/',
    '/OpenAPI.json',
    '/openapi.json/',
    '/Docs',
    '/docs/errors/nonsense',
    '/docs/errors/__proto__',
    '/docs/errors/constructor',
    '/docs/..%2f..%2fpackage.json',
    '/TRPC/system.health',
    '/.env',
    '/constructor',
  ])('that is not in the contract returns not_found: %s', async (path) => {
    expectProblem(await send(path, { token: ada.token }), 'not_found')
  })

  it('is percent-decoded once, segment by segment', async () => {
    expect((await send(`/api/${ada.id.replaceAll('-', '%2D')}/tasks`, { token: ada.token })).status).toBe(200)
    expect((await send('/api/%6d%65/tasks', { token: ada.token })).status).toBe(200)
    expectProblem(await send('/api/ME/tasks', { token: ada.token }), 'forbidden')
    expectProblem(await send('/api/me%2Ftasks', { token: ada.token }), 'not_found')
    expectProblem(await sendAsUser('GET', 'tasks/..%2f..%2fhealth'), 'invalid_input', ['path/taskId'])
  })
})

describe('REST method', () => {
  const paths = [...new Set(operations(taskpactContract).map(({ route }) => route.path))]
  const example = (path: string) => path.replace(':userId', 'me').replace(/:(task|session)Id/, unknownTaskId)
  const allowed = (path: string) => {
    const serves = (one: string) => new RegExp(`^${one.replace(/:\w+/g, '[^/]+')}$`).test(example(path))
    const methods = operations(taskpactContract).flatMap(({ route }) => (serves(route.path) ? [route.method] : []))
    return [...new Set(methods), ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].sort()
  }
  const allow = ({ headers }: RawResponse) => (headers.allow ?? '').split(', ').sort()

  it.each(paths)('returns 405 with Allow for methods that the contract does not have: %s', async (path) => {
    const all = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'QUERY']
    for (const method of all.filter((method) => !allowed(path).includes(method))) {
      const response = await send(example(path), { method, token: ada.token })

      expect(allow(response), method).toEqual(allowed(path))
      if (method === 'HEAD') expect(response.status).toBe(405)
      else expectProblem(response, 'method_not_allowed')
    }
  })

  it.each(paths)('OPTIONS lists the allowed methods: %s', async (path) => {
    const response = await send(example(path), { method: 'OPTIONS' })

    expect([200, 204]).toContain(response.status)
    expect(allow(response)).toEqual(allowed(path))
    expect(response.text).toBe('')
  })

  it('HEAD has the status and headers of GET and no body', async () => {
    for (const path of [
      '/health',
      '/api/me/tasks',
      `/api/me/tasks/${task.id}`,
      `/api/me/tasks/${unknownTaskId}`,
      '/docs',
    ]) {
      const get = await send(path, { token: ada.token })
      const head = await send(path, { method: 'HEAD', token: ada.token })

      expect(head.status, path).toBe(get.status)
      expect(stableHeaders(head), path).toEqual(stableHeaders(get))
      expect(head.text, path).toBe('')
    }
    expect((await send('/api/me/tasks', { method: 'HEAD' })).headers['www-authenticate']).toMatch(/^Bearer /)
  })

  it('is not overridden by a header or a query parameter', async () => {
    const headers = { 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' }

    expectProblem(await sendAsUser('GET', `tasks/${task.id}?_method=DELETE`), 'invalid_input')
    expect((await sendAsUser('GET', `tasks/${task.id}`, { headers })).status).toBe(200)
    expect((await sendAsUser('GET', `tasks/${task.id}`)).status).toBe(200)
  })

  it('OPTIONS * does not cause a server error', async () => {
    expect((await send('*', { method: 'OPTIONS' })).status).toBeLessThan(500)
  })
})

/** Returns the headers without those that differ for each request. */
function stableHeaders({ headers }: RawResponse): IncomingHttpHeaders {
  const { date: _date, 'x-request-id': _id, ...others } = headers
  return others
}
