import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface FaultyProxy {
  readonly url: string
  close(): Promise<void>
}

/**
 * Starts a proxy whose first path segment is its fault. `/silent` never responds, `/down` responds with 503, `/html` with a page;
 * `/flaky/ID` with 503 to the first two requests, `/lossy/ID` forwards the first one but not its response.
 */
export async function openFaultyProxy(target: string): Promise<FaultyProxy> {
  const counts = new Map<string, number>()
  const server = createServer((req, res) => {
    const [, fault = '', rest = ''] = /^\/(silent|down|html|flaky\/[^/]+|lossy\/[^/]+)(\/.*)$/.exec(req.url ?? '') ?? []
    const count = (counts.get(fault) ?? 0) + 1
    counts.set(fault, count)
    const down = (delay: string) => res.writeHead(503, { 'retry-after': delay }).end('<h1>Unavailable</h1>')
    if (fault === 'silent') return
    if (fault === 'down') return down('20')
    if (fault === 'html') return res.setHeader('content-type', 'text/html').end('<h1>Welcome</h1>')
    if (fault.startsWith('flaky') && count <= 2) return down('0')

    const forwarded = request(`${target}${rest}`, { method: req.method ?? 'GET', headers: req.headers }, (response) => {
      if (fault.startsWith('lossy') && count === 1) return req.socket.destroy()
      response.pipe(res.writeHead(response.statusCode ?? 0, response.headers))
    })
    req.pipe(forwarded.on('error', () => req.socket.destroy()))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
