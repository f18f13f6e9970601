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
const responseTo = async (bytes: string) => (await connectTo(server, bytes)).closed
const headersNamed = (count: number) => Array.from({ length: count }, (_, index) => `X-${index}: a`)

it.each([
  ['of 15 KB', () => [last, `X-Big: ${'x'.repeat(15 * 1024)}`]],
  ['of 100 headers', () => [last, ...headersNamed(97)]],
])('a request head %s is accepted', async (_what, more) => {
  expect(await responseTo(`${server.head('GET', '/health', ...more())}\r\n`)).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
})

it.each([
  ['of more than 16 KB', () => [`X-Big: ${'x'.repeat(16 * 1024)}`]],
  ['of 3000 small headers', () => headersNamed(3000)],
  ['of 101 headers', () => headersNamed(99)],
])('a request head %s is refused with 431 on every path', async (_what, more) => {
  await server.survives(async () => {
    for (const path of ['/health', '/api/me/tasks', '/trpc/system.health', '/docs', '/nothing']) {
      const text = await responseTo(`${server.head('GET', path, ...more())}\r\n`)

      expect(text, path).toMatch(/^HTTP\/1\.1 431 /)
      expect(text, path).toMatch(/^connection: close/im)
      expect(problemIn(text).code).toBe('headers_too_large')
    }
  })
})

it('an endless request head is refused after 16 KB', async () => {
  await server.survives(async () => {
    const connection = await connectTo(server, server.head('GET', '/health'))
    const { socket, closed } = connection
    const line = `X-More: ${'x'.repeat(1000)}\r\n`
    const writeUntilFull = () => {
      while (socket.writable && socket.write(line.repeat(50)));
    }
    socket.on('drain', writeUntilFull)
    writeUntilFull()

    const text = await closed
    if (text !== '') expect(text).toMatch(/^HTTP\/1\.1 431 /) // the client may be reset while it still sends
    expect(socket.bytesWritten).toBeLessThan(200_000_000)
  })
})

it.each([
  ['two Host headers', ['Host: y']],
  ['the same Host header twice', ['Host: x']],
  ['two hosts in one Host header', ['Host: x, y']],
])('a request head with %s is refused', async (_what, more) => {
  for (const path of ['/health', '/api/me/tasks', '/trpc/system.health']) {
    const bytes = server.head('GET', path, last, ...more).replace(/Host: x\r\n(?=.*x, y)/s, '')
    const text = await responseTo(`${bytes}\r\n`)

    expect(text, path).toMatch(/^HTTP\/1\.1 400 /)
    expect(problemIn(text)).toMatchObject({ code: 'invalid_input', detail: expect.stringContaining('Host') })
  }
})
