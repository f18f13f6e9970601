import { setTimeout as sleep } from 'node:timers/promises'
import { createHub, ServiceError } from '@taskpact/engine'
import { identify } from '@taskpact/engine/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { type NotesApp, startNotesApp } from './notes-app.js'

const path = '/api/me/notes/watch'

let app: NotesApp
afterEach(() => app?.close())

const create = (text = 'a') => app.send('/api/me/notes', { method: 'POST', json: { text } })

/** Opens a stream and collects its text. */
async function open(headers: Record<string, string> = {}) {
  const client = new AbortController()
  const response = await fetch(app.url + path, {
    headers: { authorization: 'Bearer ada', ...headers },
    signal: client.signal,
  })
  const received = { response, text: '', isOver: false, close: () => client.abort() }
  const read = async () => {
    for await (const chunk of response.body ?? []) received.text += Buffer.from(chunk).toString()
  }
  read()
    .catch(() => {})
    .finally(() => (received.isOver = true))
  return received
}

describe('a stream on REST', () => {
  it('sends each page as a server-sent event, the first one at once', async () => {
    app = await startNotesApp()
    const stream = await open()
    await create()
    await expect.poll(() => stream.text).toContain('id: 1')

    expect(stream.text).toBe(
      [
        'retry: 2000\n: \n\n',
        'id: 0\nevent: changes\ndata: {"items":[],"revision":0,"nextCursor":"0","hasMore":false}\n\n',
        'id: 1\nevent: changes\ndata: {"items":[{"id":"note 1","text":"a","revision":1}],"revision":1,"nextCursor":"1","hasMore":false}\n\n',
      ].join(''),
    )
    expect(Object.fromEntries(stream.response.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    })
  })

  it('continues after Last-Event-ID, of which an empty one counts as none', async () => {
    app = await startNotesApp()
    for (const text of ['a', 'b']) await create(text)
    const [rest, all] = [await open({ 'last-event-id': '1' }), await open({ 'last-event-id': '' })]

    await expect.poll(() => rest.text).toContain('"text":"b"')
    expect(rest.text).not.toContain('"text":"a"')
    await expect.poll(() => all.text).toContain('"text":"a"')
  })

  it('keeps line breaks of texts within one line', async () => {
    app = await startNotesApp()
    const text = 'a\nid: 9\r\n\r\nevent: end\u2028b'
    await create(text)
    const stream = await open()
    await expect.poll(() => stream.text).toContain('data: ')

    const [data] = /(?<=data: )[^\n]*/.exec(stream.text) ?? []
    expect(JSON.parse(data ?? '')).toMatchObject({ items: [{ text }] })
  })

  it.each([
    ['with an unknown token', { authorization: 'Bearer mallory' }, 401, 'invalid_token'],
    ['with an expired token', { authorization: 'Bearer expired' }, 401, 'token_expired'],
    ['with an invalid Last-Event-ID', { 'last-event-id': 'a b' }, 400, 'invalid_input'],
    ['that accepts JSON only', { accept: 'application/json' }, 406, 'not_acceptable'],
  ])('is refused by an ordinary problem: %s', async (_what, headers, status, code) => {
    const hub = createHub()
    app = await startNotesApp({ hub })
    const refused = await fetch(app.url + path, { headers: { authorization: 'Bearer ada', ...headers } })

    expect(refused.headers.get('content-type')).toMatch('application/problem+json')
    expect([refused.status, await refused.json()]).toMatchObject([status, { code }])
    expect(hub.waiting).toBe(0)
  })

  it('answers HEAD, and leaves nothing open', async () => {
    const hub = createHub()
    app = await startNotesApp({ hub })

    expect(await app.send(path, { method: 'HEAD' })).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/event-stream' },
      text: '',
    })
    expect(hub.waiting).toBe(0)
  })

  it('takes no other method', async () => {
    app = await startNotesApp()

    expect(await app.send(path, { method: 'POST', json: {} })).toMatchObject({
      status: 405,
      headers: { allow: expect.stringMatching(/^GET, HEAD,/) },
    })
  })

  it('ends with a problem if its token is refused', async () => {
    let isOver = false
    app = await startNotesApp({
      identify: async (token, ctx) => {
        if (isOver) throw new ServiceError('token_expired', 'Token expired.')
        return identify(token, ctx)
      },
    })
    const stream = await open()
    isOver = true
    await expect.poll(() => stream.isOver, { timeout: 5000 }).toBe(true)

    const [, data] = /event: end\ndata: (.*)\n\n$/.exec(stream.text) ?? []
    expect(JSON.parse(data ?? '')).toMatchObject({ code: 'token_expired', status: 401 })
  })

  it('ends without one when the server stops, and says when to reconnect', async () => {
    const hub = createHub()
    app = await startNotesApp({ hub })
    const streams = [await open(), await open()]
    hub.close()

    for (const stream of streams) {
      await expect.poll(() => stream.isOver).toBe(true)
      expect(stream.text).toMatch(/\n\nretry: \d{1,4}\n\n$/)
      expect(stream.text).not.toContain('event: end')
    }
  })

  it('frees its place when the client disconnects', async () => {
    const hub = createHub()
    app = await startNotesApp({ hub })
    const stream = await open()
    expect(hub.waiting).toBe(1)
    stream.close()

    await expect.poll(() => hub.waiting).toBe(0)
  })

  it('buffers little for a client that reads nothing, which gets everything when it does', async () => {
    app = await startNotesApp()
    const client = new AbortController()
    const response = await fetch(app.url + path, { headers: { authorization: 'Bearer ada' }, signal: client.signal })
    const before = process.memoryUsage().external + process.memoryUsage().heapUsed
    const text = 'x'.repeat(1000)
    for (let n = 0; n < 50; n++) await create(text)
    await sleep(50)
    expect(process.memoryUsage().external + process.memoryUsage().heapUsed - before).toBeLessThan(64e6)
    let received = ''
    for await (const chunk of response.body ?? []) {
      received += Buffer.from(chunk).toString()
      if (received.includes('"nextCursor":"50"')) break
    }

    const ids = [...received.matchAll(/"id":"note (\d+)"/g)].map(([, id]) => Number(id))
    expect(ids).toEqual(Array.from({ length: 50 }, (_, n) => n + 1))
    client.abort()
  })
})
