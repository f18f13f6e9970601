import type { EventStream, StreamEvent } from './event-stream.js'

type Received = IteratorResult<StreamEvent, undefined>

interface Waiting {
  resolve(result: Received): void
  reject(failure: unknown): void
}

const done: Received = { done: true, value: undefined }

/**
 * Iterates over the events of a stream, of which it holds one at a time. Throws the failure that the stream ends with. Unlike a generator, it can
 * be left while it waits for an event.
 */
export function iterate(stream: EventStream): AsyncIterator<StreamEvent, undefined> {
  const received: StreamEvent[] = []
  const waiting: Waiting[] = []
  let end: { readonly failure: unknown } | undefined

  function settle(): void {
    for (let next = waiting[0]; next; next = waiting[0]) {
      const event = received.shift()
      if (!event && !end) return
      waiting.shift()
      if (event) next.resolve({ done: false, value: event })
      else if (end?.failure) next.reject(end.failure)
      else next.resolve(done)
      if (!event) end = { failure: undefined } // a failure is thrown once
    }
  }

  stream.start({
    send(event) {
      received.push(event)
      settle()
      return false
    },
    end(failure) {
      end = { failure }
      settle()
    },
  })
  return {
    next() {
      const result = new Promise<Received>((resolve, reject) => waiting.push({ resolve, reject }))
      settle()
      if (waiting.length > 0) stream.resume()
      return result
    },
    async return() {
      end = { failure: undefined }
      received.length = 0
      stream.close()
      settle()
      return done
    },
  }
}
