import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface TokenProxy {
  readonly url: string
  close(): Promise<void>
}

/** Forwards requests to a server, with a token for clients that cannot send one. All other headers stay, also `Host`. */
export async function openTokenProxy(target: string, token: string): Promise<TokenProxy> {
  const { hostname, port } = new URL(target)
  const server = createServer((req, res) => {
    const headers = { ...req.headers, authorization: `Bearer ${token}` }
    const { method, url: path } = req
    const forwarded = request({ hostname, port, method, path, headers }, (response) => {
      res.writeHead(response.statusCode ?? 0, response.headers)
      response.pipe(res)
    })
    forwarded.on('error', () => res.destroy())
    req.pipe(forwarded)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
