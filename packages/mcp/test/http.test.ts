import { limits } from '@taskpact/contract/core'
import { ServiceError } from '@taskpact/engine'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RequestSummary } from '../src/index.js'
import { type NotesServer, pageOrigin, startNotesServer } from './notes-server.js'

let server: NotesServer
beforeAll(async () => {
  server = await startNotesServer()
})
afterAll(() => server?.close())

const metadata = 'resource_metadata="https://notes.example/.well-known/oauth-protected-resource/mcp"'
const unreadable = '{'

describe('MCP over HTTP', () => {
  it.each(['GET', 'HEAD', 'DELETE', 'PUT', 'OPTIONS'])('refuses %s with 405 and Allow', async (method) => {
    const { status, headers } = await server.send({ method, token: null })
    expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: 'POST' })
  })

  it('refuses pages of other origins with 403, before the token is read', async () => {
    const { status, body } = await server.request(
      'tools/list',
      {},
      { token: null, headers: { origin: 'https://evil.example' } },
    )
    expect(status).toBe(403)
    expect(body).toMatchObject({ code: 'forbidden' })
  })

  it('serves pages of an allowed origin', async () => {
    expect(await server.request('tools/list', {}, { headers: { origin: pageOrigin } })).toMatchObject({ status: 200 })
  })

  it.each([
    ['no token', null, 'unauthenticated', `Bearer scope="notes:read notes:write", ${metadata}`],
    [
      'an invalid token',
      'none',
      'invalid_token',
      `Bearer error="invalid_token", scope="notes:read notes:write", ${metadata}`,
    ],
    [
      'an expired token',
      'expired',
      'token_expired',
      `Bearer error="invalid_token", error_description="The access token expired", scope="notes:read notes:write", ${metadata}`,
    ],
  ])('refuses %s with 401 and a challenge, before the body is read', async (_, token, code, challenge) => {
    const { status, headers, body } = await server.send({ token, body: unreadable })
    expect(status).toBe(401)
    expect(body).toMatchObject({ code, status: 401 })
    expect(headers['www-authenticate']).toBe(challenge)
  })

  it.each(['modern', 'legacy'])(
    'refuses a call that the token does not allow with 403 and the scope (%s)',
    async (era) => {
      const params = { name: 'create_note', arguments: { text: 'a' } }
      const options = { token: 'reader' }
      const { status, headers, body } =
        era === 'modern'
          ? await server.request('tools/call', params, options)
          : await legacy('tools/call', params, options)
      expect(status).toBe(403)
      expect(body).toMatchObject({ code: 'insufficient_scope', scope: 'notes:write' })
      expect(headers['www-authenticate']).toBe(`Bearer error="insufficient_scope", scope="notes:write", ${metadata}`)
    },
  )

  it('refuses a body that is too large with 413', async () => {
    const { status, body } = await server.send({ json: { text: 'x'.repeat(limits.bodyBytes) } })
    expect(status).toBe(413)
    expect(body).toMatchObject({ code: 'payload_too_large' })
  })

  it('refuses a body of another type with 415', async () => {
    expect(await server.send({ body: 'a=b', headers: { 'content-type': 'text/plain' } })).toMatchObject({ status: 415 })
  })

  it('refuses headers that disagree with the message', async () => {
    const headers = { 'mcp-name': 'list_notes' }
    const { status, body } = await server.request('tools/call', { name: 'get_note', arguments: {} }, { headers })
    expect(status).toBe(400)
    expect(body).toMatchObject({ error: { code: -32020 } })
  })

  it('refuses an unknown revision of the protocol', async () => {
    const { status } = await server.request('tools/list', {}, { headers: { 'mcp-protocol-version': '2099-01-01' } })
    expect(status).toBe(400)
  })

  it('returns 404 for an unknown method', async () => {
    expect(await server.request('tools/watch')).toMatchObject({ status: 404, body: { error: { code: -32601 } } })
  })

  it.each(['subscriptions/listen', 'resources/subscribe'])('offers no %s', async (method) => {
    expect(await server.request(method, { uri: 'note://1' })).toMatchObject({
      status: 404,
      body: { error: { code: -32601 } },
    })
  })

  it('accepts notifications without a response', async () => {
    const json = { jsonrpc: '2.0', method: 'notifications/initialized' }
    expect(await server.send({ json, headers: accept })).toMatchObject({ status: 202, text: '' })
  })

  it('passes on requests outside its path', async () => {
    const { status } = await fetch(`${server.url}/mcp/other`, { method: 'POST' })
    expect(status).toBe(404)
  })

  it('initializes clients of earlier revisions without a session', async () => {
    const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } }
    const { status, headers, text } = await legacy('initialize', params)
    expect(status).toBe(200)
    expect(headers['mcp-session-id']).toBeUndefined()
    expect(text).toContain('"protocolVersion":"2025-06-18"')
    expect((await legacy('ping')).text).toContain('"result":{}')
  })
})

describe('the rate limit of MCP', () => {
  it('counts requests without a call and refused tokens apart from calls', async () => {
    const counted: (string | undefined)[] = []
    const own = await startNotesServer(
      {},
      {
        countRequest: async (caller) => {
          counted.push(caller?.userId)
          if (counted.length > 5) throw new ServiceError('rate_limited', 'Too many requests.', { retryAfter: 30 })
          return {}
        },
      },
    )
    await own.request('tools/list')
    await own.call('list_notes')
    await own.request('tools/call', { name: 'unknown' })
    await own.request('tools/list', {}, { token: 'none' })
    await own.request('tools/list', {}, { token: null })
    await own.request('tools/call', { name: 'list_notes' }, { headers: { 'mcp-name': 'get_note' } })
    const refused = [await own.request('tools/list'), await own.request('tools/list', {}, { token: 'none' })]
    await own.close()

    expect(counted).toEqual(['ada', 'ada', undefined, undefined, 'ada', 'ada', undefined])
    expect(refused).toMatchObject([
      { status: 429, headers: { 'retry-after': '30' }, body: { code: 'rate_limited' } },
      { status: 429 },
    ])
  })
})

describe('onRequest of MCP', () => {
  it('is called for each request without a call, without text of the client', async () => {
    const summaries: RequestSummary[] = []
    const own = await startNotesServer({}, { onRequest: (summary) => void summaries.push(summary) })
    await own.request('tools/list')
    await own.call('list_notes')
    await own.request('secret/method')
    await own.request('tools/list', {}, { token: 'none' })
    await own.request('tools/call', { name: 'unknown' })
    await own.close()

    expect(summaries.map(({ method, outcome, status, userId }) => [method, outcome, status, userId])).toEqual([
      ['tools/list', 'ok', 200, 'ada'],
      ['other', 'protocol_error', 404, 'ada'],
      ['other', 'invalid_token', 401, undefined],
      ['tools/call', 'ok', 200, 'ada'],
    ])
  })
})

const accept = { accept: 'application/json, text/event-stream' }

function legacy(method: string, params: object = {}, options: object = {}) {
  return server.send({ ...options, headers: accept, json: { jsonrpc: '2.0', id: 1, method, params } })
}
