import { eventNameOf, eventStreamType } from '../event-stream.js'
import type { Operation } from '../operations.js'

/** The open streams of an operation. */
export interface MockStreams {
  /** Returns a response that begins with an event and stays open until the signal is aborted. */
  open(page: unknown, signal: AbortSignal): Response
  send(page: unknown): void
  /** Ends all, because of a problem if there is one. */
  end(problem: unknown): void
}

/** `paged` is the operation whose pages are streamed. */
export function createMockStreams(operation: Operation, paged: Operation): MockStreams {
  const { status } = operation
  const next = paged.metadata.longPoll?.next ?? ''
  const streams = new Set<ReadableStreamDefaultController<Uint8Array>>()
  const encoder = new TextEncoder()
  const toEvent = (page: unknown) =>
    `id: ${(page as Readonly<Record<string, unknown>>)[next]}\nevent: ${eventNameOf(operation)}\ndata: ${JSON.stringify(page)}\n\n`
  const sendTo = (stream: ReadableStreamDefaultController<Uint8Array>, text: string) =>
    stream.enqueue(encoder.encode(text))

  return {
    open(page, signal) {
      let own: ReadableStreamDefaultController<Uint8Array>
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          own = controller
          streams.add(own)
          sendTo(own, toEvent(page))
          signal.addEventListener('abort', () => {
            if (streams.delete(own)) own.error(signal.reason)
          })
        },
        cancel: () => void streams.delete(own),
      })
      return new Response(body, { status, headers: { 'content-type': eventStreamType } })
    },
    send(page) {
      for (const stream of streams) sendTo(stream, toEvent(page))
    },
    end(problem) {
      for (const stream of streams) {
        if (problem) sendTo(stream, `event: end\ndata: ${JSON.stringify(problem)}\n\n`)
        stream.close()
      }
      streams.clear()
    },
  }
}
