/** A request for a stream of events, and what its server can do. */
export interface Connection {
  readonly url: string
  readonly headers: Headers
  /** The signal of the request, whose abort closes the connection. */
  readonly signal: AbortSignal
  /** Sends a part of the stream. */
  send(part: string | Uint8Array): void
  close(): void
  lose(): void
}

const encoder = new TextEncoder()

/** A `fetch` whose responses stay open, unless another response is given for a request. */
export function fakeStreams(respond: (url: string, init: RequestInit) => Response | undefined = () => undefined) {
  const connections: Connection[] = []
  const fetch = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    const url = String(input)
    const signal = init.signal ?? new AbortController().signal
    signal.throwIfAborted()
    let stream: ReadableStreamDefaultController<Uint8Array> | undefined
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        stream = controller
      },
    })
    const abort = () => stream?.error(signal.reason)
    signal.addEventListener('abort', abort)
    const send = (part: string | Uint8Array) => stream?.enqueue(typeof part === 'string' ? encoder.encode(part) : part)
    const close = () => {
      signal.removeEventListener('abort', abort)
      stream?.close()
    }
    const lose = () => stream?.error(new TypeError('terminated'))
    const other = respond(url, init)
    connections.push({ url, headers: new Headers(init.headers), signal, send, close, lose })
    return other ?? new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } })
  }
  return { connections, fetch: fetch as typeof globalThis.fetch }
}

/** The text of an event. */
export const event = (name: string, data: unknown) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
