import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ContextOf } from '../src/create-rest.js'
import { defaultContext } from '../src/default-context.js'
import { type NotesApp, startNotesApp } from './notes-app.js'

let app: NotesApp
beforeAll(async () => {
  app = await startNotesApp()
})
afterAll(() => app?.close())

describe('REST problems (RFC 9457)', () => {
  it('sends every failure as application/problem+json with the request id', async () => {
    const { status, headers, text, body } = await app.send('/api/me/notes/none')
    expect(status).toBe(404)
    expect(headers).toMatchObject({
      'content-type': 'application/problem+json; charset=utf-8',
      'content-length': String(Buffer.byteLength(text)),
      'cache-control': 'no-store',
    })
    expect(body).toEqual({
      type: '/docs/errors/not_found',
      title: 'Not found',
      status: 404,
      detail: 'Note not found.',
      code: 'not_found',
      requestId: headers['x-request-id'],
    })
  })

  it.each([
    ['no token', null, 'unauthenticated', 'Bearer'],
    ['an invalid token', 'nonsense', 'invalid_token', 'Bearer error="invalid_token"'],
    ['an expired token', 'expired', 'token_expired', expect.stringMatching(/^Bearer error="invalid_token", .*expired/)],
  ])('sends WWW-Authenticate for a request with %s', async (_what, token, code, challenge) => {
    const response = await app.send('/api/me/notes', { token })
    expect(response).toMatchObject({ status: 401, body: { code }, headers: { 'www-authenticate': challenge } })
  })

  it.each([
    ['another scope', '/api/me/notes', 'Bearer error="insufficient_scope", scope="notes:write"'],
    ['scopes, for an operation without one', '/api/memos/clear', 'Bearer error="insufficient_scope"'],
  ])('sends WWW-Authenticate for a token with %s', async (_what, path, challenge) => {
    const response = await app.send(path, { token: 'reader', method: 'POST' })
    expect(response).toMatchObject({ status: 403, headers: { 'www-authenticate': challenge } })
  })

  it('names the metadata of the resource in challenges (RFC 9728, section 5.1)', async () => {
    const contextOf: ContextOf = (req, res) =>
      Object.assign(defaultContext(req, res), { baseUrl: 'https://example.org/service' })
    const named = await startNotesApp({}, { resource: '/notes', contextOf })
    const url = 'https://example.org/service/.well-known/oauth-protected-resource/notes'

    const missing = await named.send('/api/me/notes', { token: null })
    const limited = await named.send('/api/me/notes', { token: 'reader', method: 'POST', json: { text: 'a' } })
    await named.close()

    expect(missing.headers['www-authenticate']).toBe(`Bearer resource_metadata="${url}"`)
    expect(limited.headers['www-authenticate']).toBe(
      `Bearer error="insufficient_scope", scope="notes:write", resource_metadata="${url}"`,
    )
  })

  it('hides and reports an unexpected exception', async () => {
    app.reported.length = 0
    const response = await app.send('/fail', { method: 'POST', json: { how: 'unexpected' } })
    expect(response).toMatchObject({ status: 500, body: { code: 'internal' } })
    expect(response.text).not.toContain('secret')
    expect(app.reported).toMatchObject([{ code: 'internal', cause: { message: 'secret details' } }])
  })

  it('does not report a refused request', async () => {
    app.reported.length = 0
    await app.send('/fail', { method: 'POST', json: { how: 'expected' } })
    expect(app.reported).toEqual([])
  })

  it('sends the headers of a problem without its body for HEAD', async () => {
    const response = await app.send('/api/me/notes/none', { method: 'HEAD' })
    expect(response).toMatchObject({ status: 404, text: '' })
    expect(Number(response.headers['content-length'])).toBeGreaterThan(0)
  })
})

describe('REST methods', () => {
  it.each([
    ['PUT', '/api/me/notes', 'GET, HEAD, POST, OPTIONS'],
    ['POST', '/api/me/notes/note%201', 'GET, HEAD, PATCH, DELETE, OPTIONS'],
    ['DELETE', '/ping', 'GET, HEAD, OPTIONS'],
    ['GET', '/api/me/notes/upload', undefined],
  ])('respond to %s %s', async (method, path, allow) => {
    const response = await app.send(path, { method })
    if (allow === undefined) return expect(response.status).toBe(404) // a note with this id
    expect(response).toMatchObject({ status: 405, body: { code: 'method_not_allowed' }, headers: { allow } })
  })

  it('respond to OPTIONS with Allow', async () => {
    const response = await app.send('/api/me/notes', { method: 'OPTIONS', token: null })
    expect(response).toMatchObject({ status: 200, text: '', headers: { allow: 'GET, HEAD, POST, OPTIONS' } })
  })

  it('are checked after the path', async () => {
    expect((await app.send('/nothing', { method: 'DELETE' })).status).toBe(404)
  })
})
