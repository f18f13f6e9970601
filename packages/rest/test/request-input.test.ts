import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type NotesApp, startNotesApp } from './notes-app.js'

let app: NotesApp
beforeAll(async () => {
  app = await startNotesApp()
  await app.send('/api/me/notes', { method: 'POST', json: { text: 'a' } })
})
afterAll(() => app?.close())

describe('REST input is read from the place of each field', () => {
  it.each([
    ['a query field in the body', 'POST', '/api/me/notes', { text: 'a', limit: '1' }, 'body/limit'],
    ['a body field in the query', 'POST', '/api/me/notes?text=a', {}, 'query/text'],
    ['a path field in the query', 'GET', '/api/me/notes?userId=eve', undefined, 'query/userId'],
    ['a path field in the body', 'PATCH', '/api/me/notes/note%201', { text: 'b', noteId: '2' }, 'body/noteId'],
    ['a header field in the body', 'PATCH', '/api/me/notes/note%201', { text: 'b', ifMatch: 1 }, 'body/ifMatch'],
    ['a header field in the query', 'POST', '/api/me/notes?idempotencyKey=x', { text: 'a' }, 'query/idempotencyKey'],
    ['__proto__ in the body', 'POST', '/api/me/notes', JSON.parse('{"text":"a","__proto__":1}'), 'body/__proto__'],
  ])('refuses %s', async (_what, method, path, json, field) => {
    const { status, body } = await app.send(path, { method, json })
    expect(status).toBe(400)
    const { errors } = body as { errors: { in: string; pointer: string }[] }
    expect(errors.map(({ in: place, pointer }) => place + pointer)).toContain(field)
  })

  it('reads If-Match and Idempotency-Key from headers', async () => {
    const json = { text: 'b' }
    const stale = await app.send('/api/me/notes/note%201', { method: 'PATCH', json, headers: { 'if-match': '"9"' } })
    const repeated = { method: 'POST', json, headers: { 'idempotency-key': 'key' } }

    expect(stale).toMatchObject({ status: 412, body: { code: 'revision_mismatch', currentRevision: 1 } })
    expect((await app.send('/api/me/notes', repeated)).headers).not.toHaveProperty('idempotency-replayed')
    expect((await app.send('/api/me/notes', repeated)).headers).toMatchObject({ 'idempotency-replayed': 'true' })
  })

  it('refuses a header that is sent twice', async () => {
    const headers = { 'idempotency-key': ['a', 'b'] }
    const response = await app.send('/api/me/notes', { method: 'POST', json: { text: 'a' }, headers })
    expect(response).toMatchObject({ status: 400, body: { errors: [{ in: 'header' }] } })
  })

  it('refuses a query parameter that is sent twice', async () => {
    expect(await app.send('/api/me/notes?limit=1&limit=2')).toMatchObject({ status: 400 })
  })

  it('checks the owner in the URL before it reads the body', async () => {
    const response = await app.send('/api/eve/notes', { method: 'POST', body: '{', headers: { 'content-type': 'x' } })
    expect(response).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  })

  it('decodes path parameters, and returns 400 for a malformed one', async () => {
    expect(await app.send('/api/me/notes/note%201')).toMatchObject({ status: 200, body: { id: 'note 1' } })
    expect(await app.send('/api/me/notes/%ff')).toMatchObject({ status: 400, body: { code: 'invalid_input' } })
  })

  it.each(['/API/me/notes', '/api/me/notes/', '/api//notes', '/api/me/notes/note%201/more'])(
    'matches paths exactly: %s is another URL',
    async (path) => {
      expect((await app.send(path)).status).toBe(404)
    },
  )
})
