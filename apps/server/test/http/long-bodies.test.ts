import { limits } from '@taskpact/contract'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AttackedServer, startAttackedServer } from './attacked-server.js'
import { connectTo } from './raw-connection.js'

let server: AttackedServer
beforeAll(async () => {
  server = await startAttackedServer({ env: { REQUEST_TIMEOUT: '30' } })
})
afterAll(() => server?.close())

it.each(['/api/me/tasks', '/trpc/tasks.create'])(
  'a chunked body over the limit is refused, and the connection stays open: %s',
  async (path) => {
    await server.survives(async () => {
      const headers = ['Content-Type: application/json', 'Transfer-Encoding: chunked']
      const long = `{"title":"${'x'.repeat(2 * limits.bodyBytes)}"}`
      const body = `${long.length.toString(16)}\r\n${long}\r\n0\r\n\r\n`
      const connection = await connectTo(server, `${server.head('POST', path, ...headers)}\r\n${body}`)
      expect(await connection.until(/"code":"payload_too_large"[\s\S]*\}$/)).toMatch(/^HTTP\/1\.1 413 /)
      connection.socket.write(`${server.head('GET', '/api/me/tasks?limit=1', 'Connection: close')}\r\n`)

      expect(await connection.closed).toMatch(/HTTP\/1\.1 200 [\s\S]*"items":\[/)
    })
  },
)
