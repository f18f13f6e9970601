import { afterEach, expect, it } from 'vitest'
import { type AttackedServer, startAttackedServer } from './attacked-server.js'
import { connectTo, eventually } from './raw-connection.js'

let server: AttackedServer
afterEach(() => server?.close())

const maxConnections = 10

async function startLimitedServer(): Promise<AttackedServer> {
  server = await startAttackedServer({ env: { MAX_CONNECTIONS: String(maxConnections), REQUEST_TIMEOUT: '10' } })
  await eventually(() => server.connections() === 0, 'the end of its first connection')
  return server
}

it('a connection over MAX_CONNECTIONS closes the one that is idle for longest, and none with a request in flight', async () => {
  const { head } = await startLimitedServer()
  const body = '{"title":"held open"}'
  const headers = ['Content-Type: application/json', `Content-Length: ${body.length}`, 'Connection: close']
  const busy = await connectTo(server, `${head('POST', '/api/me/tasks', ...headers)}\r\n${body.slice(0, 5)}`)
  const idle = []
  for (let count = 1; count < maxConnections; count++) idle.push(await connectTo(server))
  const [first, second, ...others] = idle
  // After this request, it is no longer idle for longest.
  first?.socket.write(`${head('GET', '/health')}\r\n`)
  await first?.until(/"healthy"/)

  expect((await server.send('/health/live')).status).toBe(200)
  expect(await second?.closed).toBe('')
  for (const { socket } of others) expect(socket.destroyed).toBe(false)
  busy.socket.write(body.slice(5))
  expect(await busy.closed).toMatch(/^HTTP\/1\.1 201 /)
  first?.socket.write(`${head('GET', '/health', 'Connection: close')}\r\n`)
  expect((await first?.closed)?.match(/"healthy"/g)).toHaveLength(2)
  for (const { socket } of others) socket.destroy()
})

it('a connection over MAX_CONNECTIONS is closed if all others have a request in flight', async () => {
  const { head } = await startLimitedServer()
  const headers = ['Content-Type: application/json', 'Content-Length: 13', 'Connection: close', 'Expect: 100-continue']
  const request = `${head('POST', '/api/me/tasks', ...headers)}\r\n`
  const busy = await Promise.all(Array.from({ length: maxConnections }, () => connectTo(server, request)))
  for (const { until } of busy) await until(/100 Continue/)

  expect(await (await connectTo(server, `${head('GET', '/health')}\r\n`)).closed).toBe('')
  for (const { socket } of busy) socket.write('{"title":"a"}')
  for (const { closed } of busy) expect(await closed).toMatch(/HTTP\/1\.1 201 /)
})

it('hundreds of silent connections do not block other clients', async () => {
  await startLimitedServer()
  await server.survives(async () => {
    for (let round = 0; round < 20; round++) {
      const idle = await Promise.all(Array.from({ length: 3 * maxConnections }, () => connectTo(server)))
      expect(server.connections()).toBeLessThanOrEqual(maxConnections)
      expect(await server.titles()).toBeInstanceOf(Array)
      for (const { socket } of idle) socket.destroy()
    }
  })
})
