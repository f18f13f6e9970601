import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A connection on which nothing is HTTP but what is written to it. */
export interface RawConnection {
  readonly socket: Socket
  /** All that has come. */
  text(): string
  /** Resolves to all that has come once that matches. */
  until(pattern: RegExp): Promise<string>
  /** Resolves to all that has come once the other side is gone. */
  readonly closed: Promise<string>
}

/** Milliseconds for anything to happen; nothing here is meant to take a tenth of it. */
const patience = 15_000

export async function connectTo({ url }: { readonly url: string }, bytes = ''): Promise<RawConnection> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1')
  })
  socket.on('error', () => {}) // a reset is an end like any other
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
  return { socket, text: () => text, until, closed: within(closed, 'the end of a connection') }
}

/** Writes one byte after the other until the other side has had enough. */
export async function drip({ socket }: RawConnection, bytes: string): Promise<void> {
  for (const byte of bytes) {
    if (!socket.writable) return
    socket.write(byte)
    await sleep(50)
  }
}

export async function eventually(holds: () => boolean, what: string, seen = () => ''): Promise<void> {
  for (const started = Date.now(); !holds(); await sleep(10)) {
    if (Date.now() - started > patience) throw new Error(`There was not: ${what}. ${seen().slice(0, 1000)}`)
  }
}

function within<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`There was not: ${what}`)), patience)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
