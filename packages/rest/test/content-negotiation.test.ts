import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type NotesApp, startNotesApp } from './notes-app.js'

let app: NotesApp
beforeAll(async () => {
  app = await startNotesApp()
})
afterAll(() => app?.close())

describe('REST content negotiation', () => {
  it.each([
    undefined,
    '*/*',
    'application/*',
    'application/json',
    'text/html, */*',
    'text/html, */*;q=0.1',
    'text/html, application/json;q=0.5',
    // The parameters of a media range must match those of the response (RFC 9110, section 12.5.1).
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/json; charset=utf8',
    'text/html, application/*;charset="UTF8";q=0.5',
    'application/json; charset=iso-8859-1, application/json; charset=utf-8; q=0.1',
  ])('returns JSON for Accept: %s', async (accept) => {
    const { status, headers } = await app.send('/ping', { headers: accept === undefined ? {} : { accept } })
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('application/json; charset=utf-8')
  })

  it.each([
    'text/html',
    'application/json;q=0',
    'image/*',
    'application/json; charset=iso-8859-1',
    'application/json; charset=utf-8; q=0',
    'application/json; charset=utf8; q=0',
    'application/json; charset=utf80',
  ])('returns 406 for Accept: %s', async (accept) => {
    const response = await app.send('/ping', { headers: { accept } })
    expect(response).toMatchObject({ status: 406, body: { code: 'not_acceptable' } })
  })

  it('ignores Accept for a response without a body', async () => {
    await app.send('/api/me/notes', { method: 'POST', json: { text: 'a' } })
    await app.send('/api/me/notes', { method: 'POST', json: { text: 'b' } })
    for (const [id, accept] of [
      ['note%201', 'text/html'],
      ['note%202', 'application/problem+json'],
    ]) {
      const response = await app.send(`/api/me/notes/${id}`, { method: 'DELETE', headers: { accept } })
      expect(response).toMatchObject({ status: 204, text: '' })
    }
  })

  it.each([
    ['', 'application/json', 'notes.json'],
    ['?format=json', 'application/json', 'notes.json'],
    ['?format=csv', 'text/csv', 'notes.csv'],
  ])('chooses the media type of a file by its format: %s', async (query, type, name) => {
    const { status, headers } = await app.send(`/api/me/notes/download${query}`)
    expect(status).toBe(200)
    expect(headers['content-type']).toMatch(type)
    expect(headers['content-disposition']).toBe(`attachment; filename=${name}`)
  })

  it.each([
    ['json', 'application/json; charset=utf-8'],
    ['csv', 'text/csv; charset=utf-8'],
    ['csv', 'text/csv'],
    ['csv', 'text/*;q=0.1'],
  ])('returns a %s file for Accept: %s', async (format, accept) => {
    const response = await app.send(`/api/me/notes/download?format=${format}`, { headers: { accept } })
    expect(response.status).toBe(200)
  })

  it('accepts the media type of each response', async () => {
    for (const path of ['/ping', '/api/me/notes', '/api/me/notes/download?format=csv']) {
      const { headers } = await app.send(path)
      expect(await app.send(path, { headers: { accept: headers['content-type'] } }), path).toMatchObject({
        status: 200,
      })
    }
  })

  it('returns 406 for a file if Accept excludes its media type', async () => {
    const response = await app.send('/api/me/notes/download?format=csv', { headers: { accept: 'application/json' } })
    expect(response).toMatchObject({ status: 406 })
  })

  it('returns invalid_input for an unknown format', async () => {
    const response = await app.send('/api/me/notes/download?format=xml')
    expect(response).toMatchObject({ status: 400, body: { code: 'invalid_input', errors: [{ pointer: '/format' }] } })
  })
})
