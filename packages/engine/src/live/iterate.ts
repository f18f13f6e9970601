import type { EventStream, StreamEvent } from './event-stream.js'

/** Iterates over the events of a stream, of which it holds one at a time. Throws the failure that the stream ends with. */
export async function* iterate(stream: EventStream): AsyncGenerator<StreamEvent, void, undefined> {
  const received: StreamEvent[] = []
  let end: { readonly failure: unknown } | undefined
  let notify = () => {}
  stream.start({
    send(event) {
      received.push(event)
      notify()
      return false
    },
    end(failure) {
      end = { failure }
      notify()
    },
  })
  try {
    for (;;) {
      const event = received.shift()
      if (event) {
        yield event
        stream.resume()
      } else if (end) {
        if (end.failure) throw end.failure
        return
      } else await new Promise<void>((resolve) => (notify = resolve))
    }
  } finally {
    stream.close()
  }
}
