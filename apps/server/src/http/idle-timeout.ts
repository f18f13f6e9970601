import type { Server } from 'node:http'
import type { Connections } from './connection-tracker.js'

/**
 * Closes a connection if the client neither sends nor receives anything for `timeoutMs`. A connection that waits for the server
 * stays open.
 */
export function setIdleTimeout(server: Server, { open }: Connections, timeoutMs: number): void {
  server.setTimeout(timeoutMs, (socket) => {
    const isPending = (open.get(socket)?.pending.length ?? 0) > 0
    if (!isPending || socket.writableLength > 0) socket.destroy()
  })
}
