import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export interface BlackHole {
  readonly port: number
  /** From then on nothing passes: what is connected stays so, and new connections are accepted as well. */
  open(): void
  /** New connections pass again. Those from before never will. */
  shut(): void
  close(): Promise<void>
}

/** Passes TCP connections on to a port of this machine, as long as it is not told to swallow all. */
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
      from.on('data', (bytes) => swallowing.has(client) || to.write(bytes))
      from.on('close', () => ends.delete(from) && !swallowing.has(client) && to.destroy())
    }
    clients.add(client)
    if (isOpen) swallowing.add(client)
  })
  const clients = new Set<Socket>()
  const swallowing = new WeakSet<Socket>()
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return {
    port: (proxy.address() as { port: number }).port,
    open() {
      isOpen = true
      for (const client of clients) swallowing.add(client)
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
