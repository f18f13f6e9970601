import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** What is under way on a connection. */
export interface ConnectionState {
  /** The answers that the client waits for, in the order of its requests. */
  readonly waiting: readonly ServerResponse[]
  /** The request whose head came last, answered or not. */
  readonly latest: IncomingMessage | undefined
}

/** The open connections of a server. */
export interface Connections {
  readonly open: ReadonlyMap<Duplex, ConnectionState>
  /** Those on which nobody waits for an answer, the longest so first. */
  readonly idle: ReadonlySet<Socket>
}

/** Watches a server from its start, so that every connection is known and each change costs the same however many there are. */
export function trackConnections(server: Server): Connections {
  const open = new Map<Duplex, { waiting: ServerResponse[]; latest: IncomingMessage | undefined }>()
  const idle = new Set<Socket>()

  server.on('connection', (socket) => {
    open.set(socket, { waiting: [], latest: undefined })
    idle.add(socket)
    socket.once('close', () => {
      open.delete(socket)
      idle.delete(socket)
    })
  })
  server.on('request', (req, res) => {
    const { socket } = req
    const conversation = open.get(socket)
    if (!conversation) return
    conversation.latest = req
    conversation.waiting.push(res)
    idle.delete(socket)
    res.on('close', answered)
  })

  /** One for all answers, which each would else make of their own. */
  function answered(this: ServerResponse): void {
    const { socket } = this.req
    const conversation = open.get(socket)
    if (!conversation) return
    const { waiting } = conversation
    waiting.splice(waiting.indexOf(this), 1)
    if (waiting.length === 0) idle.add(socket)
  }

  return { open, idle }
}
