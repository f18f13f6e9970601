import { afterEach, expect, it } from 'vitest'
import { type AttackedServer, startAttackedServer } from './attacked-server.js'
import { connectTo, eventually } from './raw-connection.js'

let server: AttackedServer
afterEach(() => server?.close())

const most = 10

async function capped(): Promise<AttackedServer> {
  server = await startAttackedServer({ env: { MAX_CONNECTIONS: String(most), REQUEST_TIMEOUT: '10' } })
  await eventually(() => server.connections() === 0, 'an end of its first connection')
  return server
}

it('one connection too many closes the one that has been idle longest, and none that waits for an answer', async () => {
  const { head } = await capped()
  const body = '{"title":"held open"}'
  const headers = ['Content-Type: application/json', `Content-Length: ${body.length}`, 'Connection: close']
  const busy = await connectTo(server, `${head('POST', '/api/me/tasks', ...headers)}\r\n${body.slice(0, 5)}`)
  const idle = []
  for (let count = 1; count < most; count++) idle.push(await connectTo(server))
  const [first, second, ...others] = idle
  // It is no longer the one that has been idle longest.
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

it('where all others wait for an answer, the one too many is closed', async () => {
  const { head } = await capped()
  const headers = ['Content-Type: application/json', 'Content-Length: 13', 'Connection: close', 'Expect: 100-continue']
  const asked = `${head('POST', '/api/me/tasks', ...headers)}\r\n`
  const busy = await Promise.all(Array.from({ length: most }, () => connectTo(server, asked)))
  for (const { until } of busy) await until(/100 Continue/)

  expect(await (await connectTo(server, `${head('GET', '/health')}\r\n`)).closed).toBe('')
  for (const { socket } of busy) socket.write('{"title":"a"}')
  for (const { closed } of busy) expect(await closed).toMatch(/HTTP\/1\.1 201 /)
})

it('hundreds of silent connections keep no client out', async () => {
  await capped()
  await server.bears(async () => {
    for (let round = 0; round < 20; round++) {
      const idle = await Promise.all(Array.from({ length: 3 * most }, () => connectTo(server)))
      expect(server.connections()).toBeLessThanOrEqual(most)
      expect(await server.titles()).toBeInstanceOf(Array)
      for (const { socket } of idle) socket.destroy()
    }
  })
})
