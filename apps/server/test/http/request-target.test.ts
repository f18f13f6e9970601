import { problemIn } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AttackedServer, startAttackedServer } from './attacked-server.js'
import { connectTo } from './raw-connection.js'

let server: AttackedServer
beforeAll(async () => {
  server = await startAttackedServer()
})
afterAll(() => server?.close())

async function request(address: string, method = 'GET'): Promise<string> {
  const { closed } = await connectTo(server, `${server.head(method, address, 'Connection: close')}\r\n`)
  return closed
}

describe('absolute-form request target (RFC 9112, section 3.2.2)', () => {
  it.each(['http://x/api/me/tasks', 'http://elsewhere:8080/api/me/tasks?limit=1'])('is served: %s', async (address) => {
    expect(await request(address)).toMatch(/^HTTP\/1\.1 200 [\s\S]*"items":\[/)
  })

  it.each(['http://[', 'http://[::1/api/me/tasks', 'http://[::1/trpc/tasks.list', 'http://', 'http://?limit=1'])(
    'that is not a valid URL is refused: %s',
    async (address) => {
      await server.survives(async () => {
        for (const method of ['GET', 'POST', 'OPTIONS']) {
          const text = await request(address, method)
          expect(text).toMatch(/^HTTP\/1\.1 400 /)
          expect(problemIn(text).code).toBe('invalid_input')
        }
      })
    },
  )
})
