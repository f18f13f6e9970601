import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What happens to some of the calls: `pass` has the server do them, and resolves to its answer, which nobody has seen yet. */
export type Meddle = (call: {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly pass: () => Promise<Response>
}) => Promise<unknown> | undefined

/** A server between a script and the one at `target`; what `meddle` gives no promise for goes through. */
export async function openProxy(target: string, meddle: Meddle) {
  const proxy = createServer(async (request, response) => {
    const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers
    const body = Buffer.concat(await request.toArray())
    const pass = () =>
      fetch(target + request.url, {
        method: request.method ?? 'GET',
        headers: headers as Record<string, string>, // those that repeat are not sent here
        body: body.length > 0 ? body : null,
      })
    const meddled = meddle({ request, response, pass })
    if (meddled) return meddled
    const answer = await pass()
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' })
    response.end(Buffer.from(await answer.arrayBuffer()))
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    close() {
      proxy.close()
      proxy.closeAllConnections()
    },
  }
}
