import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Endpoint {
  readonly origin: string
  close(): Promise<void>
}

/** Starts an HTTP server on a free port. `close` also ends open connections. */
export async function openEndpoint(listener: RequestListener): Promise<Endpoint> {
  const http = createServer(listener)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve())
        http.closeAllConnections()
      }),
  }
}
