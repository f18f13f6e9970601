import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

export interface ConnectionState {
  /** The responses that are not complete, in the order of their requests. */
  readonly pending: readonly ServerResponse[]
  /** The request whose head was received last. */
  readonly latest: IncomingMessage | undefined
}

/** The open connections of a server. */
export interface Connections {
  readonly open: ReadonlyMap<Duplex, ConnectionState>
  /** The connections without a pending response, longest idle first. */
  readonly idle: ReadonlySet<Socket>
}

/** Tracks all connections of a server from its start. The cost of a change does not depend on their number. */
export function trackConnections(server: Server): Connections {
  const open = new Map<Duplex, { pending: ServerResponse[]; latest: IncomingMessage | undefined }>()
  const idle = new Set<Socket>()

  server.on('connection', (socket) => {
    open.set(socket, { pending: [], latest: undefined })
    idle.add(socket)
    socket.once('close', () => {
      open.delete(socket)
      idle.delete(socket)
    })
  })
  server.on('request', (req, res) => {
    const { socket } = req
    const connection = open.get(socket)
    if (!connection) return
    connection.latest = req
    connection.pending.push(res)
    idle.delete(socket)
    res.on('close', removePending)
  })

  /** Shared by all responses (PERFORMANCE.md). */
  function removePending(this: ServerResponse): void {
    const { socket } = this.req
    const connection = open.get(socket)
    if (!connection) return
    const { pending } = connection
    pending.splice(pending.indexOf(this), 1)
    if (pending.length === 0) idle.add(socket)
  }

  return { open, idle }
}
