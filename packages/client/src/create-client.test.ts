import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openRecordingServer, type RecordingServer } from '../test/recording-server.js'
import { rejection } from '../test/rejection.js'
import { json, type Respond } from '../test/responses.js'
import { type ClientOptions, createClient } from './create-client.js'

let server: RecordingServer
let respond: Respond

beforeEach(async () => {
  respond = json({ items: [], nextCursor: null })
  server = await openRecordingServer((res) => respond(res))
})
afterEach(() => server.close())

const client = (options: Partial<ClientOptions> = {}) =>
  createClient({ baseUrl: server.baseUrl, retries: 0, ...options })

describe('baseUrl', () => {
  it.each([
    '',
    'tasks.example.org',
    '/api',
    'http://',
    'http://a b',
    'http://[',
    'ftp://tasks.example.org',
    'file:///tmp',
  ])('that no request can be sent to is a TypeError: %j', (baseUrl) => {
    expect(() => createClient({ baseUrl })).toThrow(TypeError)
  })

  it('can be relative to the URL of a page', () => {
    vi.stubGlobal('location', new URL('https://app.example.org/tasks'))
    try {
      for (const baseUrl of ['', '/api', 'https://tasks.example.org'])
        expect(() => createClient({ baseUrl })).not.toThrow()
    } finally {
      vi.unstubAllGlobals()
    }
  })
})

describe('request of a call', () => {
  it('has the method, path, headers and body of its route', async () => {
    await client().tasks.update({ taskId: '1', title: 'é', description: null })

    expect(server.requests).toMatchObject([
      {
        method: 'PATCH',
        url: '/api/me/tasks/1',
        body: '{"title":"é","description":null}',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
      },
    ])
  })

  it('has no body and no Content-Type for a GET route', async () => {
    await client().tasks.list()

    expect(server.requests).toMatchObject([{ method: 'GET', url: '/api/me/tasks', body: '' }])
    expect(server.requests[0]?.headers).not.toHaveProperty('content-type')
  })

  it('encodes a path parameter with slashes and dots as one segment (path traversal)', async () => {
    await client().tasks.get({ userId: '../..', taskId: 'a/../b?c#d%2f e' })

    expect(server.requests[0]?.url).toBe('/api/..%2F../tasks/a%2F..%2Fb%3Fc%23d%252f%20e')
  })

  it('is not sent if a path parameter is ".."', async () => {
    const error = await rejection(client().tasks.get({ taskId: '..' }))

    expect(error).toMatchObject({ code: 'invalid_input', status: 0, errors: [{ in: 'path', pointer: '/taskId' }] })
    expect(server.requests).toEqual([])
  })

  it.each(['', '/', '//'])('keeps the path of a base URL that ends with %j', async (end) => {
    await client({ baseUrl: `${server.baseUrl}/behind/a/proxy${end}` }).tasks.list({ limit: 5 })

    expect(server.requests[0]?.url).toBe('/behind/a/proxy/api/me/tasks?limit=5')
  })

  it('uploads a file unchanged with its media type', async () => {
    await client().tasks.import({ format: 'csv', content: 'title\r\né\r\n' })

    expect(server.requests).toMatchObject([
      { url: '/api/me/tasks/import', body: 'title\r\né\r\n', headers: { 'content-type': 'text/csv' } },
    ])
  })

  it('is sent with the fetch option', async () => {
    const urls: unknown[] = []
    const recordingFetch: typeof fetch = (input, init) => {
      urls.push(input)
      return fetch(input, init)
    }

    await client({ fetch: recordingFetch }).tasks.list()

    expect(urls).toEqual([`${server.baseUrl}/api/me/tasks`])
    expect(server.requests).toHaveLength(1)
  })
})

describe('output of a call', () => {
  it('is the JSON body of the response', async () => {
    expect(await client().tasks.list()).toEqual({ items: [], nextCursor: null })
  })

  it.each(['', 'id,title\r\n1,é\r\n', '[]', ' {'])('is the unchanged text of a file download: %j', async (text) => {
    respond = (res) => res.setHeader('content-type', 'text/csv').end(text)

    expect(await client().tasks.export({ format: 'csv' })).toBe(text)
    expect(server.requests).toMatchObject([{ url: '/api/me/tasks/export?format=csv', headers: { accept: '*/*' } }])
  })

  it('is undefined for 204 No Content', async () => {
    respond = (res) => res.writeHead(204).end()

    expect(await client().tasks.remove({ taskId: '1' })).toBeUndefined()
  })
})

describe('token option', () => {
  it('is sent as a bearer token', async () => {
    await client({ token: 'abc' }).tasks.list()

    expect(server.requests[0]?.headers.authorization).toBe('Bearer abc')
  })

  it('calls a token function for each call', async () => {
    let count = 0
    const { tasks } = client({ token: async () => `token-${++count}` })

    await tasks.list()
    await tasks.list()

    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2'])
  })

  it.each([
    ['undefined', undefined],
    ['a function that returns undefined', () => undefined],
    ['a function that resolves to undefined', async () => undefined],
  ])('sends no Authorization header if it is %s', async (_what, token) => {
    await client({ token }).tasks.list()

    expect(server.requests[0]?.headers).not.toHaveProperty('authorization')
  })
})
