import type { ServiceError } from '../service-error.js'

/** One event: a page of the operation that the stream repeats. Shared by all streams that send it. */
export interface StreamEvent {
  /** The cursor after the page. A stream that starts with it continues after this event. */
  readonly id: string
  /** The page, encoded by the contract's schema. */
  readonly data: unknown
}

/** Where a transport sends events to. */
export interface EventSink {
  /** Returns false if it takes no more events until the transport calls `resume`. */
  send(event: StreamEvent): boolean
  /** There are no more events: because of a failure, or because the server stops, so that the client should reconnect. */
  end(failure: ServiceError<string> | undefined): void
}

/** How a stream ended. */
export interface StreamSummary {
  /** Undefined if the client or the server disconnected. */
  readonly failure: ServiceError<string> | undefined
  readonly events: number
}

/** The output of a stream. Read it by `start`, or by iterating over it, which throws the failure that it ends with. */
export interface EventStream extends AsyncIterable<StreamEvent> {
  /** Sends the first event at once, and then each later one. */
  start(sink: EventSink): void
  /** Continues after `send` returned false. */
  resume(): void
  /** Ends the stream because its receiver has left. */
  close(): void
  /** Calls `listener` when the stream ends. */
  onEnd(listener: (summary: StreamSummary) => void): void
}
