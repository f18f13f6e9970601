import { expectProblem, json, sendTo, startTestServer, type TestServer, type User } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { userRequests } from '../support/task-requests.js'

let server: TestServer
let ada: User

const send = sendTo(() => server)
const { sendAsUser, createTask, titles } = userRequests(() => ada, send)

beforeAll(async () => {
  server = await startTestServer()
  ada = await server.signUp('ada@example.org')
})
afterAll(() => server?.close())

describe('REST response headers', () => {
  it.each(['text/html', 'application/xml', '*/*;q=0', 'application/json;q=0', 'text/*', 'image/png'])(
    'are not_acceptable for Accept: %s, and nothing is written',
    async (accept) => {
      const before = await titles()

      expectProblem(await sendAsUser('GET', 'tasks', { headers: { accept } }), 'not_acceptable')
      expectProblem(await sendAsUser('POST', 'tasks', json({ title: 'unacceptable' }, { accept })), 'not_acceptable')
      expect(await titles()).toEqual(before)
    },
  )

  it('have the Location of a created resource', async () => {
    const created = await sendAsUser('POST', 'tasks', json({ title: 'found again' }))
    const location = new URL(created.headers.location ?? '', server.url)

    expect(created.status).toBe(201)
    expect(location.origin).toBe(server.url)
    expect(await send(location.pathname, { token: ada.token })).toMatchObject({ status: 200, body: created.body })
  })

  it('have no Content-Type for 204 No Content', async () => {
    const { id } = await createTask()
    const response = await sendAsUser('DELETE', `tasks/${id}`)

    expect(response).toMatchObject({ status: 204, text: '' })
    expect(response.headers['content-type']).toBeUndefined()
  })

  it('have nosniff and a Content-Security-Policy, and do not name the server software', async () => {
    for (const path of ['/health', '/api/me/tasks', '/nothing', '/openapi.json', '/docs', '/trpc/system.health']) {
      const { headers } = await send(path)

      expect(headers['x-content-type-options'], path).toBe('nosniff')
      expect(headers['content-security-policy'], path).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
      expect(headers['x-powered-by'], path).toBeUndefined()
      expect(headers.server, path).toBeUndefined()
    }
  })

  it('have cross-origin isolation headers on HTML pages only', async () => {
    const paths = ['/docs', '/docs/errors/not_found', '/health', '/api/me/tasks']
    const responses = await Promise.all(paths.map((path) => send(path)))
    const pathsWith = (name: string) => paths.filter((_, index) => name in (responses[index]?.headers ?? {}))

    for (const name of ['cross-origin-opener-policy', 'origin-agent-cluster'])
      expect(pathsWith(name), name).toEqual(['/docs', '/docs/errors/not_found'])
    for (const name of [
      'cross-origin-resource-policy',
      'referrer-policy',
      'strict-transport-security',
      'x-frame-options',
    ])
      expect(pathsWith(name), name).toEqual(paths)
  })

  it('forbid caching of tokens (RFC 6749, section 5.1)', async () => {
    const response = await send('/api/auth/signin', {
      method: 'POST',
      ...json({ email: 'ada@example.org', password: 'Test123!' }),
    })

    expect(response.status).toBe(200)
    expect(response.headers['cache-control'] ?? '').toContain('no-store')
  })
})
