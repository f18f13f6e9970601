import { createServer, type RequestListener, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

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

/** Seconds between two requests for the tokens of a device: tests decide sooner than a person. */
export const pollInterval = 0.5

/** Passes requests on to another server, but answers those that `handle` returns true for. Devices poll more often. */
export function startGateway(target: () => string, handle: (...args: Parameters<RequestListener>) => boolean) {
  return listen((incoming, response) => {
    if (handle(incoming, response)) return
    const { method, url } = incoming
    const { 'accept-encoding': _, ...headers } = incoming.headers
    const passed = request(target() + url, { method, headers }, async (received) => {
      const isDevice = url === '/oauth/device_authorization' && received.statusCode === 200
      if (!isDevice) {
        response.writeHead(received.statusCode ?? 0, received.headers)
        return received.pipe(response)
      }
      const body = JSON.stringify({ ...((await json(received)) as object), interval: pollInterval })
      response.writeHead(200, { ...received.headers, 'content-length': Buffer.byteLength(body) }).end(body)
    })
    passed.on('error', () => response.destroy())
    response.on('close', () => passed.destroy())
    incoming.pipe(passed)
  })
}
