import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenServer, startOpenServer } from '../support/task-user.js'

/** Response headers that pages of another origin can read, and request headers that they can send (Fetch, section 3.3). */
describe('CORS headers for a page of an allowed origin', () => {
  const origin = 'https://app.example.org'
  let server: OpenServer
  beforeAll(async () => {
    server = await startOpenServer({ env: { CORS_ORIGINS: origin } })
  })
  afterAll(() => server?.close())

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
    'X-Request-Id',
  ])('expose %s', async (header) => {
    const { headers } = await server.send('/api/me/tasks', { headers: { origin } })

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
      const { headers } = await server.send('/api/me/tasks', { method: 'OPTIONS', headers: { origin, ...preflight } })

      expect(names(headers['access-control-allow-headers'])).toContain(header.toLowerCase())
    },
  )
})
