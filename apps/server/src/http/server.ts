import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { limits } from '@taskpact/contract'
import type { App } from './app.js'
import { handleClientErrors } from './client-error.js'
import { limitConnections } from './connection-limit.js'
import { trackConnections } from './connection-tracker.js'
import { handleExpectContinue } from './expect-continue.js'
import { matchingPrototypes } from './express-prototypes.js'
import { createDrain } from './graceful-shutdown.js'
import { strictHeaders } from './host-header.js'
import { setIdleTimeout } from './idle-timeout.js'
import { serializePipelined } from './pipelining.js'

/** All times are in milliseconds. */
export interface ListenOptions {
  readonly host: string
  readonly port: number
  /** Above this number, the connections that have been idle longest are closed. */
  readonly maxConnections: number
  /** Time to receive a complete request. Also closes a connection whose client reads nothing of a response for as long. */
  readonly requestTimeout: number
  /** Time to receive the head of a request. Default: 10 s, or `requestTimeout` if that is less. */
  readonly headersTimeout?: number
  /** Time until an idle connection is closed. Default: 65 s, more than the 60 s of common load balancers, which must close first. */
  readonly keepAliveTimeout?: number
  /** Interval at which timeouts are checked. Default: 1 s. */
  readonly checkInterval?: number
}

/** Milliseconds that a new connection has for its first request once the server stops. */
const firstRequestTimeout = 1000

export interface Listening {
  readonly url: string
  /** Keeps serving, and closes each connection after its next response. */
  drain(): void
  /**
   * Stops accepting connections, closes idle ones (those without a request yet after a second), and resolves once all requests
   * in flight have ended. Those that take longer than `timeoutMs` (default: 10 s) are aborted.
   */
  stop(timeoutMs?: number): Promise<void>
}

/** Starts the HTTP server. Resolves once it listens, and rejects if it cannot, such as if the address is in use. */
export function listen(
  app: App,
  { host, port, maxConnections, requestTimeout, ...times }: ListenOptions,
): Promise<Listening> {
  const http = createServer({
    ...strictHeaders,
    ...matchingPrototypes(app.express),
    maxHeaderSize: limits.headBytes,
    requestTimeout,
    headersTimeout: Math.min(times.headersTimeout ?? 10_000, requestTimeout),
    keepAliveTimeout: times.keepAliveTimeout ?? 65_000,
    connectionsCheckingInterval: times.checkInterval ?? 1000,
  })
  const connections = trackConnections(http)
  const drain = createDrain(connections)
  limitConnections(http, connections, maxConnections)
  setIdleTimeout(http, connections, requestTimeout)
  handleClientErrors(http, connections, app.isAllowedOrigin)
  handleExpectContinue(http)
  const handle = serializePipelined(app.serve, connections)
  http.on('request', (req, res) => {
    if (drain.accepts(res)) handle(req, res)
  })
  return new Promise((resolve, reject) => {
    http.once('error', reject)
    http.listen(port, host, () => {
      http.off('error', reject)
      resolve({ url: urlOf(http.address() as AddressInfo), drain: drain.start, stop })
    })
  })

  async function stop(timeoutMs = 10_000): Promise<void> {
    drain.start()
    // One complete turn of the event loop accepts the connections and requests that have already arrived.
    await nextTurn()
    await nextTurn()
    const timers = [
      setTimeout(closeUnused, Math.min(firstRequestTimeout, timeoutMs)),
      setTimeout(() => http.closeAllConnections(), timeoutMs),
    ]
    // Does not close connections that have sent nothing yet: their first request may be on its way.
    await new Promise<void>((resolve, reject) => {
      http.close((error) => (error ? reject(error) : resolve()))
    }).finally(() => timers.forEach(clearTimeout))
  }

  function closeUnused(): void {
    for (const socket of connections.idle) if (socket.bytesRead === 0) socket.destroy()
  }
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}
