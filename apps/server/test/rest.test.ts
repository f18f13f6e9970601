import { createHmac } from 'node:crypto'
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http'
import { connect } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import {
  type ErrorCode,
  errorCodes,
  errorTable,
  limits,
  operations,
  Problem,
  routes,
  contract as taskpactContract,
} from '@taskpact/contract'
import { createDocument, toJson, toYaml } from '@taskpact/openapi'
import { ServiceError } from '@taskpact/service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import type { Server } from '../src/start-server.js'
import { version } from '../src/version.js'
import { startTestServer, testSecret } from './support/test-server.js'

interface Member {
  readonly id: string
  readonly token: string
}

interface Task {
  readonly id: string
  readonly title: string
}

const origin = 'http://localhost:3000'
const noTask = '0199e8f4-63a1-7d0e-8b11-000000000000'
const jsonType = { 'content-type': 'application/json' }

let server: Server
let ada: Member
let eve: Member
let task: Task

beforeAll(async () => {
  server = await startTestServer()
  ada = await signUp('ada@example.org')
  eve = await signUp('eve@example.org')
  task = await createTask()
})
afterAll(() => server?.close())

describe('refusals come in the order 401, 403, 400, 404', () => {
  const malformed = { method: 'PATCH', body: '{"title":', headers: jsonType }

  it('says 401 first, whatever else is wrong', async () => {
    const path = `/api/${ada.id}/tasks/${task.id}`

    expectProblem(await send(path, malformed), 'unauthenticated')
    expectProblem(await send(path, { ...malformed, token: 'not.a.token' }), 'invalid_token')
    expectProblem(await send('/api/nobody/tasks/x?nonsense=1', malformed), 'unauthenticated')
    expectProblem(
      await send(path, { ...malformed, headers: { accept: 'text/html', 'content-type': 'text/plain' } }),
      'unauthenticated',
    )
    expectProblem(await send(path, { ...malformed, body: 'x'.repeat(limits.bodyBytes + 1) }), 'unauthenticated')
  })

  it("says 403 next, in another user's path", async () => {
    const { token } = eve

    expectProblem(await send(`/api/${ada.id}/tasks/${task.id}`, { ...malformed, token }), 'forbidden')
    expectProblem(await send(`/api/${ada.id}/tasks/not-an-id?nonsense=1`, { ...malformed, token }), 'forbidden')
    expectProblem(await send(`/api/${ada.id}/tasks`, { token, headers: { accept: 'text/html' } }), 'forbidden')
    expectProblem(await send('/api/nobody/tasks', { token }), 'forbidden')
  })

  it('says 400 next, whether there is such a task or not', async () => {
    expectProblem(await own('PATCH', `tasks/${noTask}`, malformed), 'invalid_json')
    expectProblem(await own('PATCH', `tasks/${noTask}`, json({ nonsense: 1 })), 'invalid_input', ['body/nonsense'])
    expectProblem(await own('GET', `tasks/${noTask}?nonsense=1`), 'invalid_input', ['query/nonsense'])
  })

  it('says 404 last', async () => {
    expectProblem(await own('PATCH', `tasks/${noTask}`, json({ title: 'a' })), 'not_found')
    expectProblem(await own('GET', `tasks/${noTask}`), 'not_found')
    expectProblem(await own('DELETE', `tasks/${noTask}`), 'not_found')
  })

  it('lists every field that is wrong: path, then query, then body', async () => {
    expectProblem(await own('PATCH', 'tasks/x?q=1', json({ completed: 'no', title: '' })), 'invalid_input', [
      'path/taskId',
      'query/q',
      'body/title',
      'body/completed',
    ])
  })
})

describe('a body', () => {
  it.each(['{', '{"title":"a"', '{"title":"a"} x', '{"title":"a"}{}', "{'title':'a'}", '{title:1}', ' ', 'undefined'])(
    'that is not JSON is refused: %s',
    async (body) => {
      expectProblem(await own('POST', 'tasks', { body, headers: jsonType }), 'invalid_json')
    },
  )

  it.each(['5', 'null', '"text"', 'true', '[]', '[{"title":"a"}]'])(
    'that is JSON but no object is refused as such: %s',
    async (body) => {
      expectProblem(await own('POST', 'tasks', { body, headers: jsonType }), 'invalid_input', ['body'])
    },
  )

  it('that is absent stands for an empty object', async () => {
    const { id } = await createTask()
    const none = await own('PATCH', `tasks/${id}/complete`)
    const empty = await own('PATCH', `tasks/${id}/complete`, { body: '', headers: jsonType })
    const chunked = await own('PATCH', `tasks/${id}/complete`, {
      headers: { ...jsonType, 'transfer-encoding': 'chunked' },
    })

    expect([none, empty, chunked].map(({ status }) => status)).toEqual([200, 200, 200])
    expect([none, empty, chunked].map(({ body }) => body)).toMatchObject([
      { completed: true },
      { completed: false },
      { completed: true },
    ])
    expectProblem(await own('POST', 'tasks'), 'invalid_input', ['body/title'])
  })

  it.each([
    ['latin1', Buffer.from('{"title":"caf\u00e9"}', 'latin1')],
    ['half a character', Buffer.concat([Buffer.from('{"title":"'), Buffer.from([0xe2, 0x82]), Buffer.from('"}')])],
    [
      'an encoded surrogate',
      Buffer.concat([Buffer.from('{"title":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')]),
    ],
    ['an overlong slash', Buffer.concat([Buffer.from('{"title":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')])],
  ])('that is not UTF-8 is refused: %s', async (_what, body) => {
    const before = await titles()

    expectProblem(await own('POST', 'tasks', { body, headers: jsonType }), 'invalid_json')
    expectProblem(
      await own('POST', 'tasks', { body: gzipSync(body), headers: { ...jsonType, 'content-encoding': 'gzip' } }),
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
  ])('with %s is refused by the name of the field', async (_what, body, field) => {
    expectProblem(await own('POST', 'tasks', { body, headers: jsonType }), 'invalid_input', [field])
    expect({}).not.toHaveProperty('polluted')
  })

  it('may hold text that grows in NFC', async () => {
    const { status, body } = await own('POST', 'tasks', json({ title: '\ufb2c'.repeat(200) }))

    expect(status).toBe(201)
    expect(await own('GET', `tasks/${(body as Task).id}`)).toMatchObject({ status: 200, body })
  })

  it('of combining marks is refused as quickly as any other', async () => {
    const title = `a${'\u0301\u0323'.repeat(30_000)}`
    const started = performance.now()

    expectProblem(await own('POST', 'tasks', json({ title })), 'invalid_input', ['body/title'])
    expect(performance.now() - started).toBeLessThan(500)
  })

  it('may be as large as the limit, and no larger', async () => {
    const of = (bytes: number) => `{"title":"${'x'.repeat(bytes - 12)}"}`

    expectProblem(await own('POST', 'tasks', { body: of(limits.bodyBytes), headers: jsonType }), 'invalid_input', [
      'body/title',
    ])
    expectProblem(
      await own('POST', 'tasks', { body: of(limits.bodyBytes + 1), headers: jsonType }),
      'payload_too_large',
    )
    expectProblem(
      await own('POST', 'tasks', {
        body: of(limits.bodyBytes + 1),
        headers: { ...jsonType, 'transfer-encoding': 'chunked' },
      }),
      'payload_too_large',
    )
  })

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('is measured when inflated: %s', async (encoding, compress) => {
    const headers = { ...jsonType, 'content-encoding': encoding }
    const small = await own('POST', 'tasks', { body: compress(Buffer.from('{"title":"small"}')), headers })
    const bomb = compress(Buffer.alloc(20 * limits.bodyBytes, 0x20))

    expect(small).toMatchObject({ status: 201, body: { title: 'small' } })
    expect(bomb.length).toBeLessThan(limits.bodyBytes / 10)
    expectProblem(await own('POST', 'tasks', { body: bomb, headers }), 'payload_too_large')
  })

  it('that says gzip and is not is refused as malformed', async () => {
    const headers = { ...jsonType, 'content-encoding': 'gzip' }

    expectProblem(await own('POST', 'tasks', { body: '{"title":"a"}', headers }), 'invalid_json')
    expectProblem(
      await own('POST', 'tasks', { body: gzipSync('{"title":"a"}').subarray(0, 20), headers }),
      'invalid_json',
    )
  })

  it.each([
    'text/plain',
    'text/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/octet-stream',
    'application/jsonp',
    'application/json, text/plain',
    'json',
    'application/json; charset=iso-8859-1',
    'application/json; charset=utf-16le',
    'application/json; charset=utf-7',
    undefined,
  ])('of the type %s is refused', async (type) => {
    const headers = type === undefined ? {} : { 'content-type': type }

    expectProblem(await own('POST', 'tasks', { body: '{"title":"a"}', headers }), 'unsupported_media_type')
  })

  it.each(['zz', 'gzip, gzip', 'compress'])('of the encoding %s is refused', async (encoding) => {
    const headers = { ...jsonType, 'content-encoding': encoding }

    expectProblem(await own('POST', 'tasks', { body: '{"title":"a"}', headers }), 'unsupported_media_type')
  })

  it('of an unknown encoding is refused by naming the known ones (RFC 9110, section 15.5.16)', async () => {
    const headers = { ...jsonType, 'content-encoding': 'zz' }
    const answer = await own('POST', 'tasks', { body: '{"title":"a"}', headers })

    expect(answer.headers['accept-encoding'] ?? '').toContain('gzip')
  })

  it.each([
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'APPLICATION/JSON',
    'application/merge-patch+json',
    'application/vnd.api+json',
  ])('of the type %s is taken', async (type) => {
    const answer = await own('POST', 'tasks', { body: '{"title":"a"}', headers: { 'content-type': type } })

    expect(answer).toMatchObject({ status: 201, body: { title: 'a' } })
  })
})

describe('a field', () => {
  it.each(['userId', 'id', 'revision', 'completedAt', 'createdAt', 'updatedAt', 'deletedAt', 'user_id'])(
    'that the server sets is refused by its name: %s',
    async (field) => {
      const path = `tasks/${task.id}`
      const before = await own('GET', path)
      const change = await own('PATCH', path, json({ title: 'changed', [field]: eve.id }))
      const create = await own('POST', 'tasks', json({ title: 'made with a field too many', [field]: eve.id }))

      expectProblem(change, 'invalid_input', [`body/${field}`])
      expectProblem(create, 'invalid_input', [`body/${field}`])
      expect((await own('GET', path)).body).toEqual(before.body)
      expect(await titles()).not.toContain('made with a field too many')
    },
  )

  it('of the body is not taken from the query', async () => {
    const before = await own('GET', `tasks/${task.id}`)

    expectProblem(await own('POST', 'tasks?title=query', json({})), 'invalid_input')
    expectProblem(await own('POST', 'tasks?title=query', json({ title: 'a' })), 'invalid_input', ['query/title'])
    expectProblem(await own('POST', 'tasks?description=query', json({ title: 'a' })), 'invalid_input', [
      'query/description',
    ])
    expectProblem(await own('PATCH', `tasks/${task.id}/complete?completed=true`), 'invalid_input', ['query/completed'])
    expectProblem(await own('PATCH', `tasks/${task.id}?title=query`, json({})), 'invalid_input', ['query/title'])
    expect((await own('GET', `tasks/${task.id}`)).body).toEqual(before.body)
  })

  it('of the path is not taken from the query or the body', async () => {
    const theirs = await createTask(eve)

    expectProblem(await own('GET', `tasks?userId=${eve.id}`), 'invalid_input', ['query/userId'])
    expectProblem(await own('GET', `tasks/${task.id}?taskId=${theirs.id}`), 'invalid_input', ['query/taskId'])
    expectProblem(await own('PATCH', `tasks/${task.id}`, json({ taskId: theirs.id })), 'invalid_input', ['body/taskId'])
    expect((await send(`/api/me/tasks/${theirs.id}`, { token: eve.token })).status).toBe(200)
  })

  it('of the query is not taken from a body', async () => {
    const answer = await own('GET', 'tasks', json({ limit: 1, status: 'completed' }))

    expect((answer.body as { items: Task[] }).items.length).toBeGreaterThan(1)
  })

  it('of a public operation is not taken from the query either', async () => {
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

describe('a query', () => {
  it.each(['limit=1&limit=2', 'status=all&status=all', 'cursor=a&cursor=b', 'limit=1&status=all&limit=1'])(
    'with a key twice is refused: %s',
    async (query) => {
      expectProblem(await own('GET', `tasks?${query}`), 'invalid_input', [
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
  ])('with an unknown key is refused by its name: %s', async (query, name) => {
    expectProblem(await own('GET', `tasks?${query}`), 'invalid_input', [`query/${name}`])
    expectProblem(await own('GET', `tasks/${task.id}?${query}`), 'invalid_input', [`query/${name}`])
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
    expectProblem(await own('GET', `tasks?limit=${limit}`), 'invalid_input', ['query/limit'])
  })

  it.each(['ALL', '', 'all%00', 'all,pending', '%ff'])('with status=%s is refused', async (status) => {
    expectProblem(await own('GET', `tasks?status=${status}`), 'invalid_input', ['query/status'])
  })

  it('that is empty is none', async () => {
    expect((await own('GET', 'tasks?')).status).toBe(200)
    expect((await own('GET', 'tasks?&&')).status).toBe(200)
  })
})

describe('a path', () => {
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
  ])('with a bad percent-encoding is refused: %s', async (path) => {
    const answer = await send(path, { token: ada.token })

    expectProblem(answer, path === '/%zz' ? 'not_found' : 'invalid_input')
  })

  it.each([
    '/',
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
    `/api/me/tasks/${noTask}/`,
    `/api/me/tasks/${noTask}/Complete`,
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
  ])('that is not in the contract leads to nothing: %s', async (path) => {
    expectProblem(await send(path, { token: ada.token }), 'not_found')
  })

  it('takes what is encoded for what it means', async () => {
    expect((await send(`/api/${ada.id.replaceAll('-', '%2D')}/tasks`, { token: ada.token })).status).toBe(200)
    expect((await send('/api/%6d%65/tasks', { token: ada.token })).status).toBe(200)
    expectProblem(await send('/api/ME/tasks', { token: ada.token }), 'forbidden')
    expectProblem(await send('/api/me%2Ftasks', { token: ada.token }), 'not_found')
    expectProblem(await own('GET', 'tasks/..%2f..%2fhealth'), 'invalid_input', ['path/taskId'])
  })
})

describe('a method', () => {
  const paths = [...new Set(operations(taskpactContract).map(({ route }) => route.path))]
  const allowed = (path: string) => {
    const methods = operations(taskpactContract).flatMap(({ route }) => (route.path === path ? [route.method] : []))
    return [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].sort()
  }
  const example = (path: string) => path.replace(':userId', 'me').replace(':taskId', noTask)
  const allow = ({ headers }: Answer) => (headers.allow ?? '').split(', ').sort()

  it.each(paths)('that the contract does not have is refused with those that it has: %s', async (path) => {
    const all = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'QUERY']
    for (const method of all.filter((method) => !allowed(path).includes(method))) {
      const answer = await send(example(path), { method, token: ada.token })

      expect(allow(answer), method).toEqual(allowed(path))
      if (method === 'HEAD') expect(answer.status).toBe(405)
      else expectProblem(answer, 'method_not_allowed')
    }
  })

  it.each(paths)('is told by OPTIONS: %s', async (path) => {
    const answer = await send(example(path), { method: 'OPTIONS' })

    expect([200, 204]).toContain(answer.status)
    expect(allow(answer)).toEqual(allowed(path))
    expect(answer.text).toBe('')
  })

  it('HEAD answers as GET does, without the body', async () => {
    for (const path of ['/health', '/api/me/tasks', `/api/me/tasks/${task.id}`, `/api/me/tasks/${noTask}`, '/docs']) {
      const get = await send(path, { token: ada.token })
      const head = await send(path, { method: 'HEAD', token: ada.token })

      expect(head.status, path).toBe(get.status)
      expect(lasting(head), path).toEqual(lasting(get))
      expect(head.text, path).toBe('')
    }
    expect((await send('/api/me/tasks', { method: 'HEAD' })).headers['www-authenticate']).toBe('Bearer')
  })

  it('is not taken from a header or a query', async () => {
    const headers = { 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' }

    expectProblem(await own('GET', `tasks/${task.id}?_method=DELETE`), 'invalid_input')
    expect((await own('GET', `tasks/${task.id}`, { headers })).status).toBe(200)
    expect((await own('GET', `tasks/${task.id}`)).status).toBe(200)
  })

  it('OPTIONS of the server as a whole is no failure of ours', async () => {
    expect((await send('*', { method: 'OPTIONS' })).status).toBeLessThan(500)
  })
})

describe('an answer', () => {
  it.each(['text/html', 'application/xml', '*/*;q=0', 'application/json;q=0', 'text/*', 'image/png'])(
    'is not made for Accept: %s',
    async (accept) => {
      const before = await titles()

      expectProblem(await own('GET', 'tasks', { headers: { accept } }), 'not_acceptable')
      expectProblem(await own('POST', 'tasks', json({ title: 'unacceptable' }, { accept })), 'not_acceptable')
      expect(await titles()).toEqual(before)
    },
  )

  it.each([
    undefined,
    '*/*',
    'application/*',
    'application/json',
    'text/html, application/json;q=0.5',
    'text/html, */*',
  ])('is JSON for Accept: %s', async (accept) => {
    const answer = await own('GET', 'tasks', { headers: accept === undefined ? {} : { accept } })

    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
  })

  it('to creating says where the task is', async () => {
    const made = await own('POST', 'tasks', json({ title: 'found again' }))
    const location = new URL(made.headers.location ?? '', server.url)

    expect(made.status).toBe(201)
    expect(location.origin).toBe(server.url)
    expect(await send(location.pathname, { token: ada.token })).toMatchObject({ status: 200, body: made.body })
  })

  it('to deleting has no body', async () => {
    const { id } = await createTask()
    const answer = await own('DELETE', `tasks/${id}`)

    expect(answer).toMatchObject({ status: 204, text: '' })
    expect(answer.headers['content-type']).toBeUndefined()
  })

  it('is guarded against being taken for something else, and names no software', async () => {
    for (const path of ['/health', '/api/me/tasks', '/nothing', '/openapi.json', '/docs', '/trpc/system.health']) {
      const { headers } = await send(path)

      expect(headers['x-content-type-options'], path).toBe('nosniff')
      expect(headers['content-security-policy'], path).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
      expect(headers['x-powered-by'], path).toBeUndefined()
      expect(headers.server, path).toBeUndefined()
    }
  })

  it('that holds tokens is kept by no cache (RFC 6749, section 5.1)', async () => {
    const answer = await send('/api/auth/signin', {
      method: 'POST',
      ...json({ email: 'ada@example.org', password: 'Test123!' }),
    })

    expect(answer.status).toBe(200)
    expect(answer.headers['cache-control'] ?? '').toContain('no-store')
  })
})

describe('Authorization', () => {
  /** Node's type for this header knows one line only, yet it sends several. */
  const call = (authorization: string | string[]) =>
    send('/api/auth/me', { headers: { authorization: authorization as string } })

  it('takes the scheme in any case (RFC 9110, section 11.1)', async () => {
    for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR']) {
      expect((await call(`${scheme} ${ada.token}`)).status, scheme).toBe(200)
    }
  })

  it.each([
    ['a tab', (token: string) => `Bearer\t${token}`],
    ['two tokens', (token: string) => `Bearer ${token} ${token}`],
    ['two tokens in a list', (token: string) => `Bearer ${token}, Bearer ${token}`],
    ['no space', (token: string) => `Bearer${token}`],
    ['no scheme', (token: string) => token],
    ['a scheme before the scheme', (token: string) => `Basic Bearer ${token}`],
    ['another scheme', (token: string) => `Token ${token}`],
    ['quotes', (token: string) => `Bearer "${token}"`],
    ['a parameter', (token: string) => `Bearer token=${token}`],
    ['nothing after the scheme', () => 'Bearer'],
    ['a space after the scheme', () => 'Bearer '],
    ['nothing', () => ''],
    ['a user and password', () => `Basic ${Buffer.from('ada@example.org:Test123!').toString('base64')}`],
  ])('is refused with %s', async (_what, spelled) => {
    const answer = await call(spelled(ada.token))

    expect(['unauthenticated', 'invalid_token']).toContain((answer.body as Problem).code)
    expectProblem(answer, (answer.body as Problem).code)
  })

  it('is refused when it is sent twice', async () => {
    expect((await call([`Bearer ${ada.token}`, `Bearer ${eve.token}`])).status).toBeGreaterThanOrEqual(400)
    expect((await call([`Bearer ${ada.token}`, 'Bearer not.a.token'])).status).toBeGreaterThanOrEqual(400)
  })

  it('is the only place that a token is taken from', async () => {
    const { token } = ada
    const places = [
      send(`/api/auth/me?access_token=${token}`),
      send(`/api/auth/me?token=${token}`),
      send('/api/auth/me', { headers: { cookie: `access_token=${token}; token=${token}; Authorization=${token}` } }),
      send('/api/auth/me', { headers: { 'x-access-token': token, 'proxy-authorization': `Bearer ${token}` } }),
      send('/api/me/tasks', { method: 'POST', ...json({ title: 'a', access_token: token }) }),
    ]

    for (const answer of await Promise.all(places)) expectProblem(answer, 'unauthenticated')
  })

  it('is challenged by what was wrong (RFC 6750, section 3)', async () => {
    const challenge = async (token?: string) =>
      (await send('/api/auth/me', token === undefined ? {} : { token })).headers['www-authenticate']

    expect(await challenge()).toBe('Bearer')
    expect(await challenge('not.a.token')).toBe('Bearer error="invalid_token"')
    expect(await challenge(tokenOf(ada.id, Date.now() / 1000 - 3600))).toMatch(/^Bearer error="invalid_token"/)
  })

  it('says of an old token that it is expired', async () => {
    const old = tokenOf(ada.id, Date.now() / 1000 - 3600)

    expectProblem(await send('/api/auth/me', { token: old }), 'token_expired')
    expect((await send('/api/auth/me', { token: tokenOf(ada.id, Date.now() / 1000 - 10) })).status).toBe(200)
  })

  it('of a user that is not there is of no use', async () => {
    const token = tokenOf('0199e8f4-5d0c-7c55-9d3a-000000000000', Date.now() / 1000 - 10)

    expectProblem(await send('/api/auth/me', { token }), 'invalid_token')
    expectProblem(await send('/api/me/tasks', { method: 'POST', token, ...json({ title: 'a' }) }), 'invalid_token')
  })

  it('is challenged too where the credentials are wrong', async () => {
    const wrong = await send('/api/auth/signin', {
      method: 'POST',
      ...json({ email: 'ada@example.org', password: 'not hers' }),
    })
    const nobody = await send('/api/auth/signin', {
      method: 'POST',
      ...json({ email: 'nobody@example.org', password: 'not hers' }),
    })

    expectProblem(wrong, 'invalid_credentials')
    expectProblem(nobody, 'invalid_credentials')
    expect((wrong.body as Problem).detail).toBe((nobody.body as Problem).detail)
  })
})

describe('a request id', () => {
  const idOf = async (given: string | string[]) => {
    const answer = await send('/api/auth/me', { headers: { 'x-request-id': given } })
    expectProblem(answer, 'unauthenticated')
    return answer.headers['x-request-id']
  }

  it('of the caller is taken over where it is harmless', async () => {
    for (const id of ['a', 'abc-DEF_123', 'x'.repeat(128)]) expect(await idOf(id)).toBe(id)
  })

  it.each([
    ['200 characters', 'x'.repeat(200)],
    ['129 characters', 'x'.repeat(129)],
    ['nothing', ''],
    ['a space', 'a b'],
    ['a tab', 'a\tb'],
    ['markup', '<script>'],
    ['quotes', '"a"'],
    ['a format', '%s%n'],
    ['accents', 'caf\u00e9'],
    ['two ids', ['a', 'b']],
  ])('of the caller is replaced where it has %s', async (_what, given) => {
    expect(await idOf(given)).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
  })

  it.each(['a\u0001b', 'a\u007fb', 'a\0b', 'a\rb'])('is not echoed with a control character: %j', async (given) => {
    const text = await exchange(
      `GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Request-Id: ${given}\r\n\r\n`,
    )

    expect(text).toMatch(/^HTTP\/1\.1 (400|404) /)
    expect(text).not.toContain(given)
    expect(problemIn(text).requestId).toBe(/^x-request-id: (.*)$/im.exec(text)?.[1])
  })

  it('is new for each request', async () => {
    const ids = await Promise.all([1, 2, 3].map(async () => (await send('/health')).headers['x-request-id']))

    expect(new Set(ids)).toHaveLength(3)
  })
})

describe('what is no HTTP', () => {
  const valid = 'GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n'
  const big = 'x'.repeat(20_000)

  it.each([
    ['a header of 20 KB', `${valid}X-Big: ${big}\r\n\r\n`],
    ['an address of 20 KB', `GET /${big} HTTP/1.1\r\nHost: x\r\n\r\n`],
    ['2 500 headers of 20 characters', `${valid}${'X-Many: aaaaaaaaaa\r\n'.repeat(2500)}\r\n`],
    ['no HTTP at all', 'hello\r\n\r\n'],
    ['no host', 'GET /health HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['two hosts', `${valid}Host: y\r\n\r\n`],
    ['two lengths', `${valid}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`],
    ['a length and chunks', `${valid}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    [
      'a broken chunk',
      `${valid.replace('GET /health', 'POST /api/auth/signup')}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n`,
    ],
    ['a negative length', `${valid}Content-Length: -1\r\n\r\n`],
    ['a header without a name', `${valid}: x\r\n\r\n`],
    ['a space before a colon', `${valid}X-A : x\r\n\r\n`],
    ['a folded header', `${valid}X-A: x\r\n y\r\n\r\n`],
    ['an unknown method', 'FROB /health HTTP/1.1\r\nHost: x\r\n\r\n'],
  ])('is answered with a problem: %s', async (_what, bytes) => {
    const text = await exchange(bytes)
    const problem = problemIn(text)

    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    expect(text).toMatch(/^content-type: application\/problem\+json/im)
    expect(text).toMatch(/^connection: close/im)
    expect(problem.code).toBe('invalid_input')
    expect(problem.requestId).toBe(/^x-request-id: (.*)$/im.exec(text)?.[1])
  })

  it('gets no second answer where there was one already', async () => {
    const text = await exchange(`${valid.replace('GET', 'POST')}Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n`)

    expect(text.match(/HTTP\/1\.1 \d{3}/g)).toHaveLength(1)
  })

  it('leaves the server well', async () => {
    await exchange('\0\0\0\0')

    expect((await send('/health')).status).toBe(200)
  })
})

describe('another origin', () => {
  const preflight = (from: string, path = '/api/me/tasks') =>
    send(path, {
      method: 'OPTIONS',
      headers: {
        origin: from,
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'authorization,content-type',
      },
    })

  it('that is listed may call with credentials, and read refusals too', async () => {
    for (const path of ['/health', '/api/me/tasks', '/nothing', '/trpc/tasks.list']) {
      const { headers } = await send(path, { headers: { origin } })

      expect(headers['access-control-allow-origin'], path).toBe(origin)
      expect(headers['access-control-allow-credentials'], path).toBe('true')
      expect(headers.vary, path).toContain('Origin')
      expect(headers['access-control-expose-headers'], path).toMatch(/Location.*X-Request-Id/)
    }
  })

  it('that is listed has its preflight answered', async () => {
    for (const path of ['/api/me/tasks', '/trpc/tasks.create', '/nothing']) {
      const { status, headers } = await preflight(origin, path)

      expect(status).toBe(204)
      expect(headers['access-control-allow-origin']).toBe(origin)
      expect(headers['access-control-allow-credentials']).toBe('true')
      expect(headers['access-control-allow-methods']).toMatch(/POST.*/)
      expect(headers['access-control-allow-methods']).toContain('PATCH')
      expect(headers['access-control-allow-methods']).toContain('DELETE')
      expect(headers['access-control-allow-headers']).toMatch(/authorization,\s*content-type/i)
      expect(Number(headers['access-control-max-age'])).toBeGreaterThan(0)
      expect(headers.vary).toContain('Origin')
    }
  })

  it.each([
    'https://evil.example',
    'null',
    'http://localhost:3000.evil.example',
    'http://evillocalhost:3000',
    'http://localhost:3001',
    'http://localhost',
    'https://localhost:3000',
    'http://LOCALHOST:3000',
    'http://localhost:3000/',
    'http://localhost:3000.',
    'http://localhost:3000, https://evil.example',
    '*',
  ])('that is not listed is not allowed: %s', async (foreign) => {
    for (const answer of [await send('/health', { headers: { origin: foreign } }), await preflight(foreign)]) {
      expect(answer.headers['access-control-allow-origin']).toBeUndefined()
      expect(answer.headers.vary).toContain('Origin')
    }
  })
})

describe('the documents', () => {
  const document = createDocument(operations(taskpactContract), { version })

  it('are those that the contract makes', async () => {
    const asJson = await send('/openapi.json')
    const asYaml = await send('/openapi.yaml')

    expect(asJson).toMatchObject({ status: 200, text: toJson(document) })
    expect(asJson.headers['content-type']).toMatch(/^application\/json/)
    expect(asYaml).toMatchObject({ status: 200, text: toYaml(document) })
    expect(asYaml.headers['content-type']).toMatch(/^application\/yaml/)
  })

  it('are shown by a page that loads nothing from elsewhere', async () => {
    const page = await send('/docs')
    const sources = [...page.text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, source]) => source as string)

    expect(page.status).toBe(200)
    expect(page.headers['content-type']).toMatch(/^text\/html/)
    expect(page.headers['content-security-policy']).toMatch(/script-src 'self';/)
    expect(sources).toContain('/docs/scalar.js')
    for (const source of sources) {
      const answer = await send(source)
      expect(answer.status, source).toBe(200)
      expect(answer.headers['content-type'], source).toMatch(/^text\/javascript/)
      expect(answer.text.length, source).toBeGreaterThan(100)
    }
  })

  it.each(errorCodes)('explain %s where its problem points to', async (code) => {
    const page = await send(`/docs/errors/${code}`)

    expect(page.status).toBe(200)
    expect(page.headers['content-type']).toMatch(/^text\/html/)
    expect(page.text).toContain(`<code>${code}</code>`)
    expect(page.text).toContain(String(errorTable[code].status))
    expect(page.text).toContain(errorTable[code].title)
  })

  it('are found from a problem', async () => {
    const { body } = await send('/nothing')

    expect((await send(new URL((body as Problem).type, server.url).pathname)).status).toBe(200)
  })
})

describe('whatever a handler does', () => {
  const plain = {
    method: 'GET',
    summary: 'Fail',
    description: 'Always.',
    metadata: { access: 'public', limit: 'read', idempotency: 'none', concurrency: 'none' },
  } as const
  const contract = {
    failing: routes({
      coded: {
        ...plain,
        path: '/fail/:code',
        pathParams: z.object({ code: z.enum(errorCodes) }),
        responses: { 200: z.object({}) },
      },
      thrown: { ...plain, path: '/thrown', responses: { 200: z.object({}) } },
      nothing: { ...plain, path: '/nothing-thrown', responses: { 200: z.object({}) } },
      query: { ...plain, path: '/query', responses: { 200: z.object({}) } },
      output: { ...plain, path: '/output', responses: { 200: z.object({ n: z.int() }) } },
      more: { ...plain, path: '/more', responses: { 200: z.object({ n: z.int() }) } },
    }),
  }
  const secret = 'select password from users where token = $1; params: hunter2'
  let failing: Server

  beforeAll(async () => {
    failing = await startTestServer({
      contract,
      createService: () => ({
        failing: {
          coded: async ({ code }) => {
            throw new ServiceError(code, 'A sentence.', { cause: new Error(secret) })
          },
          thrown: async () => {
            throw new Error(secret)
          },
          nothing: async () => {
            throw undefined
          },
          query: async (_input, { db }) => {
            await db.execute('select hunter2 from no_such_table')
            return {}
          },
          output: async () => ({ n: secret as unknown as number }),
          more: async () => ({ n: 1, password: secret }),
        },
      }),
    })
  })
  afterAll(() => failing?.close())

  it.each(errorCodes)('%s has the status of the table', async (code) => {
    const answer = await send(`/fail/${code}`, { server: failing })

    expectProblem(answer, code)
    expect((answer.body as Problem).detail).toBe('A sentence.')
    expect(answer.text).not.toContain('hunter2')
  })

  it.each(['/thrown', '/nothing-thrown', '/query', '/output'])('%s tells nothing of ours', async (path) => {
    const answer = await send(path, { server: failing })

    expectProblem(answer, 'internal')
    expect(answer.text).not.toContain('hunter2')
    expect(Object.keys(answer.body as object).sort()).toEqual([
      'code',
      'detail',
      'requestId',
      'status',
      'title',
      'type',
    ])
  })

  it('shows no more than the contract does', async () => {
    expect(await send('/more', { server: failing })).toMatchObject({ status: 200, text: '{"n":1}' })
  })
})

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly body: unknown
}

interface Options {
  readonly method?: string
  readonly token?: string
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string | Buffer
  readonly server?: Server
}

/** One request as it is written here: `fetch` would tidy the path, the headers and the method. */
function send(path: string, { method = 'GET', token, headers = {}, body, ...to }: Options = {}): Promise<Answer> {
  const { hostname, port } = new URL((to.server ?? server).url)
  const length =
    body === undefined || 'transfer-encoding' in headers ? {} : { 'content-length': Buffer.byteLength(body) }
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return new Promise((resolve, reject) => {
    const sent = request(
      { hostname, port, path, method, agent: false, headers: { ...length, ...authorization, ...headers } },
      async (response) => {
        const chunks: Buffer[] = []
        for await (const chunk of response) chunks.push(chunk)
        const text = Buffer.concat(chunks).toString()
        const isJson = /json/.test(response.headers['content-type'] ?? '') && text !== ''
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          body: isJson ? JSON.parse(text) : undefined,
        })
      },
    )
    sent.on('error', reject)
    sent.setTimeout(10_000, () => sent.destroy(new Error(`${method} ${path} took too long`)))
    sent.end(body)
  })
}

/** The bytes of a conversation that no client of HTTP would begin. */
function exchange(bytes: string): Promise<string> {
  const { hostname, port } = new URL(server.url)
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(Number(port), hostname, () => socket.write(Buffer.from(bytes, 'latin1')))
    socket.setTimeout(5000, () => socket.destroy(new Error(`No end after: ${text}`)))
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('error', (error) => (text === '' ? reject(error) : resolve(text)))
    socket.on('close', () => resolve(text))
  })
}

function problemIn(text: string): Problem {
  return Problem.parse(JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4)))
}

function own(method: string, path: string, options: Options = {}): Promise<Answer> {
  return send(`/api/me/${path}`, { method, token: ada.token, ...options })
}

function json(body: unknown, headers: OutgoingHttpHeaders = {}): { body: string; headers: OutgoingHttpHeaders } {
  return { body: JSON.stringify(body), headers: { ...jsonType, ...headers } }
}

/** What every refusal is, whatever it refuses: a problem that tells the code, and nothing of the inside. */
function expectProblem({ status, headers, text, body }: Answer, code: ErrorCode, fields?: readonly string[]): void {
  expect(body, `HTTP ${status} ${text.slice(0, 200)}`).toMatchObject({ code })
  expect(headers['content-type']).toMatch(/^application\/problem\+json(;|$)/)
  expect(Problem.safeParse(body).error).toBeUndefined()
  expect(body).toMatchObject({
    ...errorTable[code],
    type: `/docs/errors/${code}`,
    detail: expect.stringMatching(/^[A-Z].*\.$/s),
  })
  expect(status).toBe(errorTable[code].status)
  expect((body as Problem).requestId).toBe(headers['x-request-id'])
  expect(headers['www-authenticate'], 'WWW-Authenticate').toEqual(
    status === 401 ? expect.stringMatching(/^Bearer/) : undefined,
  )
  expect(text).not.toMatch(/node_modules|\.[jt]s:\d+|"stack"|\bat \w+ \(|select |insert |update "|failed query/i)
  if (fields) {
    const named = ((body as Problem).errors ?? []).map(({ in: place, pointer }) => place + pointer)
    expect([...new Set(named)]).toEqual(fields)
  }
}

/** The headers that do not change from one request to the next. */
function lasting({ headers }: Answer): IncomingHttpHeaders {
  const { date: _date, 'x-request-id': _id, ...others } = headers
  return others
}

async function signUp(email: string): Promise<Member> {
  const { body } = await send('/api/auth/signup', { method: 'POST', ...json({ email, password: 'Test123!' }) })
  const { token, user } = body as { token: string; user: { id: string } }
  return { id: user.id, token }
}

async function createTask(member = ada): Promise<Task> {
  const { body } = await send('/api/me/tasks', { method: 'POST', token: member.token, ...json({ title: 'A task' }) })
  return body as Task
}

async function titles(): Promise<string[]> {
  const { body } = await own('GET', 'tasks?limit=100')
  return (body as { items: Task[] }).items.map(({ title }) => title)
}

/** An access token as the server makes it, issued at any time. */
function tokenOf(sub: string, issuedAt: number): string {
  const iat = Math.floor(issuedAt)
  const claims = { sub, sid: 'session', iss: 'taskpact', aud: 'taskpact', iat, exp: iat + 900 }
  const parts = [{ alg: 'HS256', typ: 'at+jwt' }, claims]
  const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${signed}.${createHmac('sha256', testSecret).update(signed).digest('base64url')}`
}
