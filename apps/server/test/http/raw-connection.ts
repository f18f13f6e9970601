import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A TCP connection that sends exactly the bytes written to it. */
export interface RawConnection {
  readonly socket: Socket
  /** Returns everything received so far. */
  text(): string
  /** Resolves to everything received once it matches. */
  until(pattern: RegExp): Promise<string>
  /** Resolves to everything received once the connection is closed. */
  readonly closed: Promise<string>
}

/** Tests are expected to need less than a tenth of this. */
const timeoutMs = 15_000

export async function connectTo({ url }: { readonly url: string }, bytes = ''): Promise<RawConnection> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1')
  })
  socket.on('error', () => {}) // a reset ends the connection like a close
  const closed = new Promise<string>((resolve) => {
    socket.once('close', () => resolve(text))
  })
  await new Promise<void>((resolve) => {
    socket.once('connect', resolve).once('close', () => resolve())
  })
  socket.write(bytes, 'latin1')

  const until = async (pattern: RegExp) => {
    await eventually(
      () => pattern.test(text),
      `${pattern}`,
      () => text,
    )
    return text
  }
  return { socket, text: () => text, until, closed: withTimeout(closed, 'the end of a connection') }
}

/** Writes one byte every 50 ms until the other side closes the connection. */
export async function writeSlowly({ socket }: RawConnection, bytes: string): Promise<void> {
  for (const byte of bytes) {
    if (!socket.writable) return
    socket.write(byte)
    await sleep(50)
  }
}

export async function eventually(condition: () => boolean, what: string, details = () => ''): Promise<void> {
  for (const started = Date.now(); !condition(); await sleep(10)) {
    if (Date.now() - started > timeoutMs) throw new Error(`Timed out waiting for  ${what}. ${details().slice(0, 1000)}`)
  }
}

function withTimeout<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const timedOut = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Timed out waiting for  ${what}`)), timeoutMs)
  })
  return Promise.race([promise, timedOut]).finally(() => clearTimeout(timer))
}
