import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** The position at which a connection is cut: at bytes that one side sends. */
export interface Cut {
  readonly sentBy: 'client' | 'server'
  readonly at: string
  /** Number of bytes that are still forwarded, from the start of the match. Defaults to 0. */
  readonly forwarded?: number
}

export interface CuttingProxy {
  readonly port: number
  /** Cuts the next connection on which the bytes occur, on both sides. Resolves when it is cut. */
  cut(cut: Cut): Promise<void>
  close(): Promise<void>
}

/** Forwards TCP connections to a local port, and cuts one of them on request. */
export async function startCuttingProxy(targetPort: number): Promise<CuttingProxy> {
  let armed: { readonly cut: Cut; readonly done: () => void } | undefined
  const open = new Set<Socket>()
  const proxy: Server = createServer((client) => {
    const server = connect(targetPort, '127.0.0.1')
    const ends = [client, server]
    const end = () => {
      for (const socket of ends) {
        socket.destroy()
        open.delete(socket)
      }
    }
    for (const socket of ends) {
      open.add(socket)
      socket.on('error', end).on('close', end)
    }
    forward(client, server, 'client', end)
    forward(server, client, 'server', end)
  })

  function forward(from: Socket, to: Socket, sentBy: Cut['sentBy'], end: () => void): void {
    let forwarded = Number.POSITIVE_INFINITY
    let done: (() => void) | undefined
    from.on('data', (chunk) => {
      const found = armed?.cut.sentBy === sentBy ? chunk.indexOf(armed.cut.at, 0, 'latin1') : -1
      if (armed && found >= 0) {
        forwarded = found + (armed.cut.forwarded ?? 0)
        done = armed.done
        armed = undefined
      }
      const part = chunk.subarray(0, forwarded)
      forwarded -= part.length
      if (forwarded > 0) return void to.write(part)
      to.write(part, end)
      done?.()
    })
  }

  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  return {
    port: (proxy.address() as { port: number }).port,
    cut: (cut) =>
      new Promise((resolve) => {
        armed = { cut, done: resolve }
      }),
    async close() {
      for (const socket of open) socket.destroy()
      proxy.close()
      await once(proxy, 'close')
    },
  }
}
