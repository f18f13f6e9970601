import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
  ])('challenges a request with %s', async (_what, token, code, challenge) => {
    const answer = await app.send('/api/me/notes', { token })
    expect(answer).toMatchObject({ status: 401, body: { code }, headers: { 'www-authenticate': challenge } })
  })

  it('hides an unexpected exception, and reports it', async () => {
    app.reported.length = 0
    const answer = await app.send('/fail', { method: 'POST', json: { how: 'unexpected' } })
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } })
    expect(answer.text).not.toContain('secret')
    expect(app.reported).toMatchObject([{ code: 'internal', cause: { message: 'secret details' } }])
  })

  it('does not report a refusal', async () => {
    app.reported.length = 0
    await app.send('/fail', { method: 'POST', json: { how: 'expected' } })
    expect(app.reported).toEqual([])
  })

  it('sends the headers of a problem without its body for HEAD', async () => {
    const answer = await app.send('/api/me/notes/none', { method: 'HEAD' })
    expect(answer).toMatchObject({ status: 404, text: '' })
    expect(Number(answer.headers['content-length'])).toBeGreaterThan(0)
  })
})

describe('REST methods', () => {
  it.each([
    ['PUT', '/api/me/notes', 'GET, HEAD, POST, OPTIONS'],
    ['POST', '/api/me/notes/note%201', 'GET, HEAD, PATCH, DELETE, OPTIONS'],
    ['DELETE', '/ping', 'GET, HEAD, OPTIONS'],
    ['GET', '/api/me/notes/upload', undefined],
  ])('%s %s', async (method, path, allow) => {
    const answer = await app.send(path, { method })
    if (allow === undefined) return expect(answer.status).toBe(404) // it is a note of that name
    expect(answer).toMatchObject({ status: 405, body: { code: 'method_not_allowed' }, headers: { allow } })
  })

  it('answers OPTIONS with Allow', async () => {
    const answer = await app.send('/api/me/notes', { method: 'OPTIONS', token: null })
    expect(answer).toMatchObject({ status: 200, text: '', headers: { allow: 'GET, HEAD, POST, OPTIONS' } })
  })

  it('does not refuse the method before the path matches', async () => {
    expect((await app.send('/nothing', { method: 'DELETE' })).status).toBe(404)
  })
})
