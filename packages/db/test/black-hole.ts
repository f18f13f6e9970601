import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export interface BlackHole {
  readonly port: number
  /** Drops everything from now on. Connections stay open, and new ones are accepted. */
  open(): void
  /** Lets new connections pass. Existing ones stay dead. */
  shut(): void
  close(): Promise<void>
}

/** Forwards TCP connections to a local port until it is opened, then drops everything. */
export async function startBlackHole(targetPort: number): Promise<BlackHole> {
  const ends = new Set<Socket>()
  let isOpen = false
  const proxy = createServer((client) => {
    const server = connect(targetPort, '127.0.0.1')
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      ends.add(from)
      from.on('error', () => {})
      from.on('data', (bytes) => dropping.has(client) || to.write(bytes))
      from.on('close', () => ends.delete(from) && !dropping.has(client) && to.destroy())
    }
    clients.add(client)
    if (isOpen) dropping.add(client)
  })
  const clients = new Set<Socket>()
  const dropping = new WeakSet<Socket>()
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return {
    port: (proxy.address() as { port: number }).port,
    open() {
      isOpen = true
      for (const client of clients) dropping.add(client)
    },
    shut() {
      isOpen = false
    },
    async close() {
      for (const end of ends) end.destroy()
      proxy.close()
      await once(proxy, 'close')
    },
  }
}
