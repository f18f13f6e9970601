import type { CallState } from '../call.js'
import { ServiceError } from '../service-error.js'
import type { EventSink, EventStream, StreamEvent, StreamSummary } from './event-stream.js'
import { iterate } from './iterate.js'

/** What a stream needs of its feed. */
interface Owner<Db> {
  /** It takes events, and may have missed some. */
  run(): void
  delete(stream: OpenStream<Db>): void
}

/** One stream of a feed. Thousands are open at a time: it buffers nothing. */
export class OpenStream<Db> implements EventStream {
  readonly call: CallState<Db>
  /** The id of the last event that was sent. */
  cursor = ''
  /** Whether there may be something that it has not read. */
  isBehind = false
  private readonly owner: Owner<Db>
  private state: 'opening' | 'taking' | 'paused' | 'over' = 'opening'
  private first: StreamEvent | undefined
  private sink: EventSink | undefined
  private events = 0
  private failure: ServiceError<string> | undefined
  private endListeners: readonly ((summary: StreamSummary) => void)[] = []

  constructor(call: CallState<Db>, owner: Owner<Db>) {
    this.call = call
    this.owner = owner
  }

  /** Whether it takes an event now. */
  get isReady(): boolean {
    return this.state === 'taking'
  }

  /** Throws the failure of a stream that has ended before it began. */
  requireOpen(): void {
    if (this.state !== 'over') return
    throw this.failure ?? new ServiceError('unavailable', 'The server stops: try again.', { retryAfter: 1 })
  }

  /** Sets the event to start with. */
  open(first: StreamEvent): void {
    this.first = first
    this.cursor = first.id
  }

  start(sink: EventSink): void {
    if (this.state === 'over') {
      sink.end(this.failure)
      return
    }
    const { first } = this
    if (!first) throw new TypeError('A stream has one receiver')
    this.first = undefined
    this.sink = sink
    this.send(first)
    if (this.isReady && this.isBehind) this.owner.run()
  }

  send(event: StreamEvent): void {
    this.cursor = event.id
    this.events++
    const takesMore = this.sink?.send(event) ?? false
    if (this.state !== 'over') this.state = takesMore ? 'taking' : 'paused'
  }

  resume(): void {
    if (this.state !== 'paused') return
    this.state = 'taking'
    if (this.isBehind) this.owner.run()
  }

  close(): void {
    this.finish(undefined)
  }

  /** Ends it from the side of the server: because of a failure, or because the server stops. */
  end(failure: ServiceError<string> | undefined): void {
    if (this.finish(failure)) this.sink?.end(failure)
  }

  onEnd(listener: (summary: StreamSummary) => void): void {
    if (this.state === 'over') listener(this.summary)
    else this.endListeners = [...this.endListeners, listener]
  }

  [Symbol.asyncIterator](): AsyncIterator<StreamEvent> {
    return iterate(this)
  }

  private get summary(): StreamSummary {
    return { failure: this.failure, events: this.events }
  }

  private finish(failure: ServiceError<string> | undefined): boolean {
    if (this.state === 'over') return false
    this.state = 'over'
    this.failure = failure
    this.owner.delete(this)
    for (const listener of this.endListeners) listener(this.summary)
    return true
  }
}
