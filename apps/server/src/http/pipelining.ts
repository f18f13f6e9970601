import type { RequestListener } from 'node:http'
import type { Connections } from './connection-tracker.js'

/**
 * Serves the requests of a connection one after the other. Of those that a client sends at once, Node would start all that came
 * in one packet, and keep every answer until its turn: 64 KB of requests can ask for a hundred megabytes.
 */
export function inTurn(serve: RequestListener, { open }: Connections): RequestListener {
  return (req, res) => {
    const before = open.get(req.socket)?.waiting.at(-2)
    if (!before) return serve(req, res)
    // In a turn of the event loop of its own, so that others have theirs between.
    before.once('close', () => setImmediate(() => req.socket.destroyed || serve(req, res)))
  }
}
