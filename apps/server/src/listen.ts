import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { strictHeaders } from './one-host.js'
import { answerUnparsed } from './unparsed.js'

/** Milliseconds that calls in flight have when the server stops. */
const patience = 10_000

export interface Listening {
  readonly url: string
  /** Stops accepting, and resolves once the calls in flight are answered; those that take longer than 10 s are cut off. */
  stop(): Promise<void>
}

export function listen(app: RequestListener, { host, port }: { host: string; port: number }): Promise<Listening> {
  const http = createServer(strictHeaders, app)
  answerUnparsed(http)
  return new Promise((resolve, reject) => {
    http.once('error', reject)
    http.listen(port, host, () => {
      http.off('error', reject)
      resolve({ url: urlOf(http.address() as AddressInfo), stop })
    })
  })

  /** Idle keep-alive sockets, and answers that nobody reads, would hold `close` open for as long as clients like. */
  function stop(): Promise<void> {
    const impatient = setTimeout(() => http.closeAllConnections(), patience)
    return new Promise<void>((resolve, reject) => {
      http.close((error) => (error ? reject(error) : resolve()))
      http.closeIdleConnections()
    }).finally(() => clearTimeout(impatient))
  }
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}
