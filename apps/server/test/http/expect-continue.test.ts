import { limits } from '@taskpact/contract'
import { problemIn } from '@taskpact/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AttackedServer, startAttackedServer } from './attacked-server.js'
import { connectTo } from './raw-connection.js'

let server: AttackedServer
beforeAll(async () => {
  server = await startAttackedServer()
})
afterAll(() => server?.close())

const body = '{"title":"expected"}'
const expectingHeaders = ['Expect: 100-continue', 'Content-Type: application/json']
const length = `Content-Length: ${body.length}`

it('sends 100 Continue to a client that expects it, and keeps the connection open', async () => {
  await server.survives(async () => {
    const head = `${server.head('POST', '/api/me/tasks', ...expectingHeaders, length)}\r\n`
    const { socket, until } = await connectTo(server, head)
    expect(await until(/\r\n\r\n/)).toBe('HTTP/1.1 100 Continue\r\n\r\n')

    socket.write(body)
    expect(await until(/"title":"expected"/)).toMatch(/\r\n\r\nHTTP\/1\.1 201 Created\r\n(?!.*connection: close)/is)
    socket.write(`${server.head('GET', '/health', 'Connection: close')}\r\n`)
    await until(/"healthy"/)
  })
})

it.each([
  [
    'no token',
    401,
    () => server.head('POST', '/api/me/tasks', ...expectingHeaders, length).replace(/Authorization.*\r\n/, ''),
  ],
  [
    'a body over the limit',
    413,
    () => server.head('POST', '/api/me/tasks', ...expectingHeaders, `Content-Length: ${limits.bodyBytes + 1}`),
  ],
  [
    'a media type other than JSON',
    415,
    () => server.head('POST', '/api/me/tasks', 'Expect: 100-continue', 'Content-Type: a/b', length),
  ],
  ['an unknown path', 404, () => server.head('POST', '/api/me/nothing', ...expectingHeaders, length)],
])('refuses a request before its body is sent: %s', async (_what, status, head) => {
  await server.survives(async () => {
    const { closed } = await connectTo(server, `${head()}\r\n`)
    const text = await closed

    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual([`HTTP/1.1 ${status}`])
    expect(text).toMatch(/^connection: close/im)
    expect(problemIn(text).status).toBe(status)
  })
})

it('responds with request_timeout if no body follows 100 Continue', async () => {
  await server.survives(async () => {
    const { closed } = await connectTo(
      server,
      `${server.head('POST', '/api/me/tasks', ...expectingHeaders, length)}\r\n`,
    )

    expect((await closed).match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 100', 'HTTP/1.1 408'])
  })
})

it('ignores an unknown expectation', async () => {
  const head = server.head('GET', '/health', 'Expect: miracles', 'Connection: close')

  expect(await (await connectTo(server, `${head}\r\n`)).closed).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
})
