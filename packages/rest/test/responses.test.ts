import { setTimeout } from 'node:timers/promises'
import type { AnyStep } from '@taskpact/engine'
import { limitCalls } from '@taskpact/engine/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type NotesApp, startNotesApp } from './notes-app.js'

let app: NotesApp
beforeAll(async () => {
  app = await startNotesApp()
  for (const text of ['a', 'b', 'c']) await app.send('/api/me/notes', { method: 'POST', json: { text } })
})
afterAll(() => app?.close())

describe('REST response headers', () => {
  it('returns 201 with Location and ETag for a created resource', async () => {
    const { status, headers } = await app.send('/api/me/notes', { method: 'POST', json: { text: 'd' }, token: 'eve' })
    expect(status).toBe(201)
    expect(headers).toMatchObject({ etag: '"1"', 'cache-control': 'no-store' })
    expect(headers.location).toMatch(/\/notes\/note%201$/)
  })

  it('returns the revision of a write, with or without a body, and of its replay', async () => {
    const create = { method: 'POST', json: { text: 'a' }, headers: { 'idempotency-key': 'key' }, token: 'eve' }
    const created = await app.send('/api/me/notes', create)
    const { id, revision } = created.body as { id: string; revision: number }
    const removed = await app.send(`/api/me/notes/${encodeURIComponent(id)}`, { method: 'DELETE', token: 'eve' })
    const replayed = await app.send('/api/me/notes', create)
    const read = await app.send('/api/me/notes', { token: 'eve' })

    const revisions = [created, removed, replayed, read].map(({ headers }) => headers['taskpact-revision'])
    expect(revisions).toEqual([String(revision), String(revision + 1), String(revision), undefined])
  })

  it('lets browsers store a query with an ETag and revalidate it', async () => {
    const { headers } = await app.send('/api/me/notes/note%201')
    expect(headers).toMatchObject({ etag: '"1"', 'cache-control': 'private, no-cache', vary: 'Authorization' })
  })

  it('links to the next page, relative to the URL, and not on the last page', async () => {
    const first = await app.send('/api/me/notes?limit=2')
    const [, query] = /^<(\?.*)>; rel="next"$/.exec(String(first.headers.link)) ?? []
    const second = await app.send(`/api/me/notes${query}`)

    expect(second).toMatchObject({ status: 200, body: { items: [{ text: 'c' }], nextCursor: null } })
    expect(second.headers).not.toHaveProperty('link')
  })

  it.each(['"1"', 'W/"1"', '"x", "1"', '*'])('returns 304 without a body for If-None-Match: %s', async (tag) => {
    const response = await app.send('/api/me/notes/note%201', { headers: { 'if-none-match': tag } })
    expect(response).toMatchObject({ status: 304, text: '', headers: { etag: '"1"' } })
    expect(response.headers).not.toHaveProperty('content-type')
  })

  it('returns 200 for If-None-Match: * if the response has no ETag', async () => {
    const response = await app.send('/api/me/notes?recent=yes', { headers: { 'if-none-match': '*' } })
    expect(response).toMatchObject({ status: 200 })
    expect(response.headers).not.toHaveProperty('etag')
  })

  it('sends the headers of GET for HEAD', async () => {
    const [get, head] = [await app.send('/api/me/notes'), await app.send('/api/me/notes', { method: 'HEAD' })]
    const stableHeaders = (headers: object) => ({ ...headers, date: '', 'x-request-id': '' })
    expect(head).toMatchObject({ status: 200, text: '' })
    expect(stableHeaders(head.headers)).toEqual(stableHeaders(get.headers))
  })

  it.each([['/api/me/memos/note%201', 200] as const, ['/api/me/memos/none', 404] as const])(
    'sends Deprecation for %s, also on failures',
    async (path, status) => {
      const response = await app.send(path)
      expect(response.status).toBe(status)
      expect(response.headers).toMatchObject({
        deprecation: `@${Date.parse('2026-01-01') / 1000}`,
        sunset: new Date('2027-01-01').toUTCString(),
        link: `<${path.replace('memos', 'notes')}>; rel="successor-version"`,
      })
    },
  )

  it('sends the rate limit on successes and failures', async () => {
    const limited = await startNotesApp({ rateLimit: limitCalls(1) })
    try {
      const fields = (remaining: number) => ({
        'ratelimit-policy': '"read";q=1;w=60',
        ratelimit: `"read";r=${remaining};t=30`,
      })
      expect((await limited.send('/api/me/notes')).headers).toMatchObject(fields(0))
      const refused = await limited.send('/api/me/notes')
      expect(refused).toMatchObject({ status: 429, headers: { ...fields(0), 'retry-after': '30' } })
    } finally {
      await limited.close()
    }
  })
})

describe('REST streams', () => {
  it('sends an output with arrays in chunks', async () => {
    const { headers, body } = await app.send('/api/me/notes/all')
    expect(headers).toMatchObject({ 'transfer-encoding': 'chunked' })
    expect(body).toMatchObject({ title: 'All', notes: [{ text: 'a' }, { text: 'b' }, { text: 'c' }] })
    expect(JSON.stringify(body)).not.toContain('secret')
  })

  it('sends a file', async () => {
    expect((await app.send('/api/me/notes/download?format=csv')).text).toMatch(/^id,text\r\nnote 1,a\r\n/)
  })

  it('reports no error if the client disconnects before the file is ready', async () => {
    const client = new AbortController()
    const disconnect: AnyStep = (next) => async (call) => {
      const result = await next(call)
      client.abort()
      await setTimeout(100) // the connection closes
      return result
    }
    const slow = await startNotesApp({ interceptors: [disconnect] })
    const headers = { authorization: 'Bearer ada' }
    const download = fetch(`${slow.url}/api/me/notes/download?format=csv`, { headers, signal: client.signal })
    await expect(download).rejects.toThrow('aborted')
    await setTimeout(200)

    expect(slow.reported).toEqual([])
    await slow.close()
  })

  it('aborts the response and reports the error if an item fails', async () => {
    app.reported.length = 0
    await expect(app.send('/api/me/notes/all?failAfter=1')).rejects.toThrow()
    expect(app.reported).toMatchObject([{ message: 'secret details' }])
  })
})
