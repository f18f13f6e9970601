import { errorCodes, errorTable, operations, type Problem, contract as taskpactContract } from '@taskpact/contract'
import { createDocument, taskpact, toJson, toYaml } from '@taskpact/openapi'
import { expectProblem, sendTo, startTestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { version } from '../../src/config/version.js'
import type { Server } from '../../src/server.js'

const origin = 'http://localhost:3000'

let server: Server

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

describe('API documents', () => {
  const document = createDocument(operations(taskpactContract), { ...taskpact, version })

  it('equal the documents generated from the contract', async () => {
    const asJson = await send('/openapi.json')
    const asYaml = await send('/openapi.yaml')

    expect(asJson).toMatchObject({ status: 200, text: toJson(document) })
    expect(asJson.headers['content-type']).toMatch(/^application\/json/)
    expect(asYaml).toMatchObject({ status: 200, text: await toYaml(document) })
    expect(asYaml.headers['content-type']).toMatch(/^application\/yaml/)
  })

  it.each(['GET', 'HEAD'])('%s / redirects to /docs', async (method) => {
    const { status, headers } = await send('/', { method })

    expect({ status, location: headers.location }).toEqual({ status: 302, location: '/docs' })
  })

  it.each(['POST', 'PUT', 'DELETE'])('%s / returns not_found', async (method) => {
    expectProblem(await send('/', { method }), 'not_found')
  })

  it('have an ETag and return 304 if unchanged', async () => {
    for (const path of ['/openapi.json', '/openapi.yaml', '/docs', '/docs/errors/not_found']) {
      const first = await send(path)
      const { etag } = first.headers
      const again = await send(path, { headers: { 'if-none-match': `"other", ${etag}` } })
      const other = await send(path, { headers: { 'if-none-match': '"other"' } })

      expect(etag).toMatch(/^"[\w-]+"$/)
      expect(first.headers['cache-control']).toBe('no-cache')
      expect(again).toMatchObject({ status: 304, text: '', headers: { etag, 'cache-control': 'no-cache' } })
      expect(other).toMatchObject({ status: 200, text: first.text })
    }
  })

  it('are shown by a page that loads scripts and styles from its own origin only', async () => {
    const page = await send('/docs')
    const sources = [...page.text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, source]) => source as string)

    expect(page.status).toBe(200)
    expect(page.headers['content-type']).toMatch(/^text\/html/)
    expect(page.headers['content-security-policy']).toMatch(/script-src 'self';/)
    expect(sources).toContain('/docs/scalar.js')
    for (const source of sources.filter((source) => !source.startsWith('data:'))) {
      const response = await send(source)
      expect(response.status, source).toBe(200)
      expect(response.headers['content-type'], source).toMatch(/^text\/javascript/)
      expect(response.text.length, source).toBeGreaterThan(100)
    }
  })

  it.each(errorCodes)('include a page for the error code %s', async (code) => {
    const page = await send(`/docs/errors/${code}`)

    expect(page.status).toBe(200)
    expect(page.headers['content-type']).toMatch(/^text\/html/)
    expect(page.text).toContain(`<code>${code}</code>`)
    expect(page.text).toContain(String(errorTable[code].status))
    expect(page.text).toContain(errorTable[code].title)
    expect(page.text).toContain('What to do')
    for (const { name, errors } of operations(taskpactContract)) {
      expect(page.text.includes(`<code>${name}</code>`), name).toBe(errors.includes(code))
    }
  })

  it('are linked from a problem by its type', async () => {
    const { body } = await send('/nothing')

    expect((await send(new URL((body as Problem).type, server.url).pathname)).status).toBe(200)
  })
})
