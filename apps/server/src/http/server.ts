import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { App } from './app.js'
import { handleClientErrors } from './client-error.js'
import { limitConnections } from './connection-limit.js'
import { trackConnections } from './connection-tracker.js'
import { handleExpectContinue } from './expect-continue.js'
import { matchingPrototypes } from './express-prototypes.js'
import { createDrain } from './graceful-shutdown.js'
import { strictHeaders } from './host-header.js'
import { setIdleTimeout } from './idle-timeout.js'
import { inTurn } from './pipelining.js'

/** Times are in milliseconds. */
export interface ListenOptions {
  readonly host: string
  readonly port: number
  /** Past that, those that are idle are closed. */
  readonly maxConnections: number
  /** In which a request must have come in whole, and some of an answer must have been taken. */
  readonly requestTimeout: number
  /** In which the head of a request must have come in. Default: 10 s, where a whole request may take as long. */
  readonly headersTimeout?: number
  /** After which a connection closes that is not used again. Default: more than the 60 s of usual load balancers, which must close first. */
  readonly keepAliveTimeout?: number
  /** How late a request that takes too long may be noticed. Default: a second. */
  readonly checkInterval?: number
}

export interface Listening {
  readonly url: string
  /** Still serves whoever comes, and asks each to connect anew next time. */
  drain(): void
  /**
   * Stops accepting, closes what is idle, and resolves once the calls in flight are answered; those that take longer (default:
   * 10 s) are cut off.
   */
  stop(patience?: number): Promise<void>
}

export function listen(
  app: App,
  { host, port, maxConnections, requestTimeout, ...times }: ListenOptions,
): Promise<Listening> {
  const http = createServer({
    ...strictHeaders,
    ...matchingPrototypes(app.express),
    maxHeaderSize: 16 * 1024,
    requestTimeout,
    headersTimeout: Math.min(times.headersTimeout ?? 10_000, requestTimeout),
    keepAliveTimeout: times.keepAliveTimeout ?? 65_000,
    connectionsCheckingInterval: times.checkInterval ?? 1000,
  })
  const connections = trackConnections(http)
  const drain = createDrain(connections)
  limitConnections(http, connections, maxConnections)
  setIdleTimeout(http, connections, requestTimeout)
  handleClientErrors(http, connections)
  handleExpectContinue(http)
  const serve = inTurn(app.serve, connections)
  http.on('request', (req, res) => {
    if (drain.admits(res)) serve(req, res)
  })
  return new Promise((resolve, reject) => {
    http.once('error', reject)
    http.listen(port, host, () => {
      http.off('error', reject)
      resolve({ url: urlOf(http.address() as AddressInfo), drain: drain.start, stop })
    })
  })

  async function stop(patience = 10_000): Promise<void> {
    drain.start()
    // A whole turn of the event loop takes in what has arrived already, requests and connections, before anything is closed.
    await nextTurn()
    await nextTurn()
    const impatient = setTimeout(() => http.closeAllConnections(), patience)
    await new Promise<void>((resolve, reject) => {
      http.close((error) => (error ? reject(error) : resolve())) // closes what is idle, except where nothing came yet
      for (const socket of connections.idle) if (socket.bytesRead === 0) socket.destroy()
    }).finally(() => clearTimeout(impatient))
  }
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}
