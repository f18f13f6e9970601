import { problemIn } from '@taskpact/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AttackedServer, startAttackedServer } from './attacked-server.js'
import { connectTo } from './raw-connection.js'

let server: AttackedServer
beforeAll(async () => {
  server = await startAttackedServer()
})
afterAll(() => server?.close())

const last = 'Connection: close'
const answerTo = async (bytes: string) => (await connectTo(server, bytes)).closed
const named = (count: number) => Array.from({ length: count }, (_, index) => `X-${index}: a`)

it.each([
  ['of 15 KB', () => [last, `X-Big: ${'x'.repeat(15 * 1024)}`]],
  ['of 100 headers', () => [last, ...named(97)]],
])('a head %s is read', async (_what, more) => {
  expect(await answerTo(`${server.head('GET', '/health', ...more())}\r\n`)).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
})

it.each([
  ['of more than 16 KB', () => [`X-Big: ${'x'.repeat(16 * 1024)}`]],
  ['of many small headers, 16 KB together', () => named(3000)],
  ['of 101 headers', () => named(99)],
])('a head %s is refused, on every way in', async (_what, more) => {
  await server.bears(async () => {
    for (const path of ['/health', '/api/me/tasks', '/trpc/system.health', '/docs', '/nothing']) {
      const text = await answerTo(`${server.head('GET', path, ...more())}\r\n`)

      expect(text, path).toMatch(/^HTTP\/1\.1 431 /)
      expect(text, path).toMatch(/^connection: close/im)
      expect(problemIn(text).code).toBe('headers_too_large')
    }
  })
})

it('a head that never ends is refused after 16 KB', async () => {
  await server.bears(async () => {
    const connection = await connectTo(server, server.head('GET', '/health'))
    const { socket, closed } = connection
    const line = `X-More: ${'x'.repeat(1000)}\r\n`
    const pour = () => {
      while (socket.writable && socket.write(line.repeat(50)));
    }
    socket.on('drain', pour)
    pour()

    const text = await closed
    if (text !== '') expect(text).toMatch(/^HTTP\/1\.1 431 /) // what it still sends may reset the connection before
    expect(socket.bytesWritten).toBeLessThan(200_000_000)
  })
})

it.each([
  ['two hosts', ['Host: y']],
  ['the same host twice', ['Host: x']],
  ['two hosts in one', ['Host: x, y']],
])('a head with %s is refused', async (_what, more) => {
  for (const path of ['/health', '/api/me/tasks', '/trpc/system.health']) {
    const bytes = server.head('GET', path, last, ...more).replace(/Host: x\r\n(?=.*x, y)/s, '')
    const text = await answerTo(`${bytes}\r\n`)

    expect(text, path).toMatch(/^HTTP\/1\.1 400 /)
    expect(problemIn(text)).toMatchObject({ code: 'invalid_input', detail: expect.stringContaining('Host') })
  }
})
