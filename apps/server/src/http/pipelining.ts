import type { RequestListener } from 'node:http'
import type { Connections } from './connection-tracker.js'

/**
 * Handles the pipelined requests of a connection one after the other. Node would start all requests of a packet and buffer their
 * responses: 64 KB of requests can cause 100 MB of responses.
 */
export function serializePipelined(handle: RequestListener, { open }: Connections): RequestListener {
  return (req, res) => {
    const previous = open.get(req.socket)?.pending.at(-2)
    if (!previous) return handle(req, res)
    // In a later turn of the event loop, so that other connections get theirs.
    previous.once('close', () => setImmediate(() => req.socket.destroyed || handle(req, res)))
  }
}
