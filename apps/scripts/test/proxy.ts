import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * Handles a request instead of the proxy, or returns undefined to let it through. `forward` sends the request to the server and
 * returns the response, which the client has not received yet.
 */
export type Intercept = (exchange: {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly forward: () => Promise<Response>
}) => Promise<unknown> | undefined

/** Starts an HTTP proxy in front of `target`. */
export async function openProxy(target: string, intercept: Intercept) {
  const proxy = createServer(async (request, response) => {
    const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers
    const body = Buffer.concat(await request.toArray())
    const forward = () =>
      fetch(target + request.url, {
        method: request.method ?? 'GET',
        headers: headers as Record<string, string>, // the client sends no repeated headers
        body: body.length > 0 ? body : null,
      })
    const intercepted = intercept({ request, response, forward })
    if (intercepted) return intercepted
    const upstream = await forward()
    response.writeHead(upstream.status, { 'content-type': upstream.headers.get('content-type') ?? 'text/plain' })
    response.end(Buffer.from(await upstream.arrayBuffer()))
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
