import type { Server } from 'node:http'
import type { Connections } from './connection-tracker.js'

/**
 * Closes a connection that was silent for so many milliseconds while it was the client's turn: to take some of its answer, or
 * to ask something. Whoever takes a little now and then stays, and so does whoever waits for us.
 */
export function setIdleTimeout(server: Server, { open }: Connections, ms: number): void {
  server.setTimeout(ms, (socket) => {
    const isAsked = (open.get(socket)?.waiting.length ?? 0) > 0
    if (!isAsked || socket.writableLength > 0) socket.destroy()
  })
}
