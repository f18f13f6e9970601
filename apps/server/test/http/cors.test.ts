import { limits } from '@taskpact/contract'
import { problemIn, sendTo, startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectTo } from './raw-connection.js'

const origin = 'http://localhost:3000'

let server: TestServer

const send = sendTo(() => server)

beforeAll(async () => {
  server = await startTestServer({ env: { CORS_ORIGINS: origin } })
})
afterAll(() => server?.close())

describe('CORS', () => {
  const preflight = (from: string, path = '/api/me/tasks') =>
    send(path, {
      method: 'OPTIONS',
      headers: {
        origin: from,
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'authorization,content-type',
      },
    })

  it('allows credentials and exposes headers to an allowed origin, also in errors', async () => {
    for (const path of ['/health', '/api/me/tasks', '/nothing', '/trpc/tasks.list']) {
      const { headers } = await send(path, { headers: { origin } })

      expect(headers['access-control-allow-origin'], path).toBe(origin)
      expect(headers['access-control-allow-credentials'], path).toBe('true')
      expect(headers.vary, path).toContain('Origin')
      expect(headers['access-control-expose-headers'], path).toMatch(/Location.*X-Request-Id/)
    }
  })

  it('answers a preflight of an allowed origin with 204', async () => {
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
  ])('sends no Access-Control-Allow-Origin to another origin: %s', async (foreign) => {
    for (const response of [await send('/health', { headers: { origin: foreign } }), await preflight(foreign)]) {
      expect(response.headers['access-control-allow-origin']).toBeUndefined()
      expect(response.headers.vary).toContain('Origin')
    }
  })
})

/** Response headers that pages of another origin can read, and request headers that they can send (Fetch, section 3.3). */
describe('CORS headers for a page of an allowed origin', () => {
  const names = (header: unknown) =>
    String(header ?? '')
      .split(',')
      .map((name) => name.trim().toLowerCase())

  it.each([
    'Deprecation',
    'ETag',
    'Link',
    'Location',
    'RateLimit',
    'RateLimit-Policy',
    'Retry-After',
    'Sunset',
    'Idempotency-Replayed',
    'Taskpact-Contract',
    'Taskpact-Revision',
    'X-Request-Id',
  ])('expose %s', async (header) => {
    const { headers } = await send('/api/me/tasks', { headers: { origin } })

    expect(headers['access-control-allow-origin']).toBe(origin)
    expect(names(headers['access-control-expose-headers'])).toContain(header.toLowerCase())
  })

  it.each(['Authorization', 'Content-Type', 'If-Match', 'If-None-Match', 'Idempotency-Key', 'X-Request-Id'])(
    'allow %s',
    async (header) => {
      const preflight = {
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': header.toLowerCase(),
      }
      const { headers } = await send('/api/me/tasks', { method: 'OPTIONS', headers: { origin, ...preflight } })

      expect(names(headers['access-control-allow-headers'])).toContain(header.toLowerCase())
    },
  )
})

describe('CORS of a request head that is too large', () => {
  const responseTo = async (from: string) => {
    const head = `GET /trpc/tasks.list?input=${'x'.repeat(limits.headBytes)} HTTP/1.1\r\nHost: x\r\nOrigin: ${from}\r\n\r\n`
    return (await connectTo(server, head)).closed
  }

  it('lets a page of an allowed origin read the problem', async () => {
    const text = await responseTo(origin)

    expect(problemIn(text).code).toBe('headers_too_large')
    expect(text).toMatch(new RegExp(`^access-control-allow-origin: ${origin}\r$`, 'im'))
    expect(text).toMatch(/^access-control-allow-credentials: true\r$/im)
    expect(text).toMatch(/^vary: origin\r$/im)
  })

  it('hides the problem from pages of other origins', async () => {
    const text = await responseTo('https://evil.example')

    expect(problemIn(text).code).toBe('headers_too_large')
    expect(text).not.toMatch(/access-control/i)
  })
})
