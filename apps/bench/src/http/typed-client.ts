import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { createClient } from '@taskpact/client'
import type { Call, HttpRequest } from './request.js'

/** One call of the typed client. */
export interface ClientCall {
  readonly token: string
  readonly call: Call
}

/** Headers that the load generator or the connection sets. */
const ofConnection = ['host', 'connection', 'content-length']

/** Returns the requests that the typed client and Node's `fetch` send for these calls. */
export async function recordClient(calls: readonly ClientCall[]): Promise<HttpRequest[]> {
  const recorded: HttpRequest[] = []
  const server = createServer(async (req, res) => {
    const { method, url = '', headers } = req
    const stored = Object.entries(headers).filter(([name]) => !ofConnection.includes(name))
    const body = await text(req)
    recorded.push({
      method: method as HttpRequest['method'], // the client sends no other content type
      path: url,
      headers: Object.fromEntries(stored) as Record<string, string>,
      ...(body !== '' && { body }),
      ...(headers['idempotency-key'] !== undefined && { needsFreshKey: true }),
    })
    res.setHeader('Content-Type', 'application/json').end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    for (const { token, call } of calls) await callClient(createClient({ baseUrl, token }), call)
  } finally {
    server.closeAllConnections()
    server.close()
  }
  return recorded
}

/** Returns the CPU time of the typed client for one call in microseconds, with a `fetch` that responds at once. */
export async function measureClient(call: Call, count: number): Promise<number> {
  const fetch = async () => Response.json({})
  const client = createClient({ baseUrl: 'http://localhost', token: 'token', fetch })
  const run = async () => {
    for (let n = 0; n < count; n++) await callClient(client, call)
  }
  await run()
  const before = process.cpuUsage()
  await run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / count
}

type Resources = Record<string, Record<string, (input: Call['input']) => Promise<unknown>> | undefined>

async function callClient(client: ReturnType<typeof createClient>, { operation, input }: Call): Promise<void> {
  const [resource = '', name = ''] = operation.split('.')
  const call = (client as unknown as Resources)[resource]?.[name]
  if (!call) throw new TypeError(`The client has no ${operation}`)
  await call(input)
}
