import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type NotesApp, startNotesApp } from './notes-app.js'

let app: NotesApp
beforeAll(async () => {
  app = await startNotesApp()
})
afterAll(() => app?.close())

describe('REST content negotiation', () => {
  it.each(['*/*', 'application/*', 'application/json', 'text/html, */*;q=0.1'])(
    'returns JSON for Accept: %s',
    async (accept) => {
      const { status, headers } = await app.send('/ping', { headers: { accept } })
      expect(status).toBe(200)
      expect(headers['content-type']).toMatch(/^application\/json/)
    },
  )

  it.each(['text/html', 'application/json;q=0', 'image/*'])('returns 406 for Accept: %s', async (accept) => {
    const response = await app.send('/ping', { headers: { accept } })
    expect(response).toMatchObject({ status: 406, body: { code: 'not_acceptable' } })
  })

  it('ignores Accept for a response without a body', async () => {
    await app.send('/api/me/notes', { method: 'POST', json: { text: 'a' } })
    const response = await app.send('/api/me/notes/note%201', { method: 'DELETE', headers: { accept: 'text/html' } })
    expect(response).toMatchObject({ status: 204, text: '' })
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

  it('returns 406 for a file if Accept excludes its media type', async () => {
    const response = await app.send('/api/me/notes/download?format=csv', { headers: { accept: 'application/json' } })
    expect(response).toMatchObject({ status: 406 })
  })

  it('returns invalid_input for an unknown format', async () => {
    const response = await app.send('/api/me/notes/download?format=xml')
    expect(response).toMatchObject({ status: 400, body: { code: 'invalid_input', errors: [{ pointer: '/format' }] } })
  })
})
