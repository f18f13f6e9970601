import { problemIn } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AttackedServer, startAttackedServer } from './attacked-server.js'
import { connectTo, writeSlowly } from './raw-connection.js'

let server: AttackedServer
beforeAll(async () => {
  server = await startAttackedServer()
})
afterAll(() => server?.close())

const clients = Array.from({ length: 20 })

describe('a client that sends one byte at a time', () => {
  it.each([
    ['a request head', () => '', () => `GET /health HTTP/1.1\r\nX-Slow: ${'x'.repeat(1000)}`],
    [
      'a body',
      () => server.head('POST', '/api/me/tasks', 'Content-Type: application/json', 'Content-Length: 1000', ''),
      () => `{"title":"${'x'.repeat(988)}"}`,
    ],
    [
      'a chunked body',
      () => server.head('POST', '/api/me/tasks', 'Content-Type: application/json', 'Transfer-Encoding: chunked', ''),
      () => `3e8\r\n{"title":"${'x'.repeat(988)}"}`,
    ],
  ])('gets request_timeout for %s, and its connection is closed', async (_what, firstBytes, bytes) => {
    await server.survives(async () => {
      const slow = await Promise.all(clients.map(() => connectTo(server, firstBytes())))
      const started = performance.now()
      for (const connection of slow) void writeSlowly(connection, bytes())

      for (const text of await Promise.all(slow.map(({ closed }) => closed))) {
        expect(text).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/)
        expect(text).toMatch(/^connection: close/im)
        expect(text.match(/HTTP\/1\.1 /g)).toHaveLength(1)
        expect(problemIn(text).code).toBe('request_timeout')
      }
      expect(performance.now() - started).toBeGreaterThan(900)
    })
    expect(await server.titles()).not.toContain(expect.stringContaining('xxx'))
  })
})

it('a silent connection is closed without a response', async () => {
  await server.survives(async () => {
    const silent = await Promise.all(clients.map(() => connectTo(server)))

    expect(await Promise.all(silent.map(({ closed }) => closed))).toEqual(clients.map(() => ''))
  })
})

it('an unfinished second request gets request_timeout after the first response', async () => {
  await server.survives(async () => {
    const connection = await connectTo(server, `${server.head('GET', '/health')}\r\nGET /hea`)
    void writeSlowly(connection, 'x'.repeat(1000))

    expect((await connection.closed).match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 408'])
  })
})
