import { createServer, type RequestListener, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server on a free port of this computer. */
export interface Listening {
  readonly url: string
  close(): Promise<void>
}

export async function listen(handle: RequestListener): Promise<Listening> {
  const server: Server = createServer(handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Passes requests on to another server, but answers those that `handle` returns true for. */
export function startGateway(target: () => string, handle: (...args: Parameters<RequestListener>) => boolean) {
  return listen((incoming, response) => {
    if (handle(incoming, response)) return
    const { method, headers, url } = incoming
    const passed = request(target() + url, { method, headers }, (received) => {
      response.writeHead(received.statusCode ?? 0, received.headers)
      received.pipe(response)
    })
    passed.on('error', () => response.destroy())
    response.on('close', () => passed.destroy())
    incoming.pipe(passed)
  })
}
