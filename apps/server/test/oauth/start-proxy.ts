import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, request as send } from 'node:http'

/** The request that a proxy sends for one that it received. */
export interface ForwardedRequest {
  /** The URL of the server. Its path is ignored. */
  readonly to: string
  readonly path?: string
  readonly headers?: IncomingHttpHeaders
}

export interface ProxyServer {
  close(): void
}

/** Starts a proxy. `forward` returns what differs in the forwarded request. */
export async function startProxy(
  port: number,
  forward: (path: string, headers: IncomingHttpHeaders) => ForwardedRequest,
): Promise<ProxyServer> {
  const proxy = createServer((request, response) => {
    const { method, url = '' } = request
    const { to, path = url, headers = request.headers } = forward(url, request.headers)
    const forwarded = send({ port: new URL(to).port, host: '127.0.0.1', method, path, headers }, (reply) => {
      response.writeHead(reply.statusCode ?? 0, reply.headers)
      reply.pipe(response)
    })
    request.pipe(forwarded)
  })
  proxy.listen(port)
  await once(proxy, 'listening')
  return {
    close() {
      proxy.closeAllConnections()
      proxy.close()
    },
  }
}
