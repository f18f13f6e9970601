import { createNotes, type Served, serve } from '@taskpact/engine/testing'
import express from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRest } from '../src/index.js'

// An app with its own routes, ETags, body parser and error handler, and the API mounted.
describe('Express app that mounts the API', () => {
  let app: Served
  beforeAll(async () => {
    const other = express()
    other.set('etag', 'strong')
    other.get('/', (_req, res) => void res.send('home'))
    other.use(createRest(createNotes()))
    other.post('/forms', express.urlencoded({ extended: false }), (req, res) => void res.json(req.body))
    other.get('/broken', () => {
      throw new Error('broken')
    })
    other.use(((_error, _req, res, _next) => void res.status(500).send('its own page')) as express.ErrorRequestHandler)
    app = await serve(other)
    await app.send('/api/me/notes', { method: 'POST', json: { text: 'a' } })
  })
  afterAll(() => app?.close())

  it('keeps its own routes, before and after the API', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    expect(await app.send('/')).toMatchObject({ status: 200, text: 'home', headers: { etag: expect.any(String) } })
    expect(await app.send('/forms', { method: 'POST', body: 'a=1', headers })).toMatchObject({ body: { a: '1' } })
  })

  it('keeps its own 404 and its own error handler', async () => {
    expect((await app.send('/nothing')).headers['content-type']).toMatch('text/html')
    expect(await app.send('/broken')).toMatchObject({ status: 500, text: 'its own page' })
  })

  it('serves the API with a request id and without shared caching', async () => {
    const { status, headers, body } = await app.send('/api/me/notes/note%201')
    expect(status).toBe(200)
    expect(body).toMatchObject({ text: 'a' })
    expect(headers['x-request-id']).toMatch(/^[\w-]{36}$/)
  })

  it('sends the ETag of the engine, not that of Express', async () => {
    expect((await app.send('/api/me/notes/note%201')).headers.etag).toBe('"1"')
    const response = await app.send('/api/me/notes/note%201', { headers: { 'if-none-match': '"1"' } })
    expect(response).toMatchObject({ status: 304, text: '' })
  })

  it('responds to failures of the API with problems', async () => {
    expect(await app.send('/api/me/notes', { token: null })).toMatchObject({
      status: 401,
      headers: { 'content-type': 'application/problem+json; charset=utf-8' },
    })
    expect(await app.send('/api/me/notes', { method: 'PUT' })).toMatchObject({ status: 405 })
  })
})
