import { problemIn } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AttackedServer, startAttackedServer } from './attacked-server.js'
import { connectTo } from './raw-connection.js'

let server: AttackedServer
beforeAll(async () => {
  server = await startAttackedServer()
})
afterAll(() => server?.close())

async function ask(address: string, method = 'GET'): Promise<string> {
  const { closed } = await connectTo(server, `${server.head(method, address, 'Connection: close')}\r\n`)
  return closed
}

describe('a request for a whole URL, as proxies are sent', () => {
  it.each(['http://x/api/me/tasks', 'http://elsewhere:8080/api/me/tasks?limit=1'])('is served: %s', async (address) => {
    expect(await ask(address)).toMatch(/^HTTP\/1\.1 200 [\s\S]*"items":\[/)
  })

  it.each(['http://[', 'http://[::1/api/me/tasks', 'http://[::1/trpc/tasks.list', 'http://', 'http://?limit=1'])(
    'that is none is refused, and the server goes on: %s',
    async (address) => {
      await server.bears(async () => {
        for (const method of ['GET', 'POST', 'OPTIONS']) {
          const text = await ask(address, method)
          expect(text).toMatch(/^HTTP\/1\.1 400 /)
          expect(problemIn(text).code).toBe('invalid_input')
        }
      })
    },
  )
})
