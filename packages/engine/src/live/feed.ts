import type { AsyncResource } from 'node:async_hooks'
import type { ServiceError } from '../service-error.js'
import type { StreamEvent } from './event-stream.js'
import type { Listener } from './hub.js'
import type { OpenStream } from './open-stream.js'

/** A page of a stream, with what follows from it. */
export interface StreamPage {
  readonly event: StreamEvent
  /** The revision of the user up to which it is complete. */
  readonly revision: number
  /** Whether there are more changes already. */
  readonly hasMore: boolean
}

export interface FeedOptions<Db> {
  /** Reads the page after a cursor, for one of the streams that get it. */
  readonly read: (stream: OpenStream<Db>, cursor: string) => Promise<StreamPage>
  /** Rejects if the stream may no longer read. */
  readonly authenticate: (stream: OpenStream<Db>) => Promise<unknown>
  readonly toServiceError: (thrown: unknown) => ServiceError<string>
  /** Runs reads outside the trace of any call. */
  readonly detached: AsyncResource
  /** Called when the last stream has left. */
  readonly onEmpty: () => void
}

/** Milliseconds after which a read is tried again that failed because the database is unavailable. */
const retryInterval = 1000

/**
 * All streams of one operation and one user. A wake-up reads once for each distinct cursor, and sends the same event to all streams that
 * have it. A stream that takes no events is left out, and reads from its cursor later: nothing is buffered for it.
 */
export class Feed<Db> implements Listener {
  private readonly streams = new Set<OpenStream<Db>>()
  reached: number | undefined
  private isReading = false
  private retry: NodeJS.Timeout | undefined
  private readonly options: FeedOptions<Db>

  constructor(options: FeedOptions<Db>) {
    this.options = options
  }

  wake(): void {
    for (const stream of this.streams) stream.isBehind = true
    this.run()
  }

  end(withinMs: number): void {
    for (const stream of [...this.streams]) {
      if (withinMs > 0) endWithin(stream, withinMs)
      else stream.end(undefined)
    }
  }

  add(stream: OpenStream<Db>): void {
    this.streams.add(stream)
  }

  [Symbol.iterator](): Iterator<OpenStream<Db>> {
    return this.streams.values()
  }

  /** A stream has read its first page. */
  opened(stream: OpenStream<Db>, { event, revision, hasMore }: StreamPage): void {
    stream.open(event)
    stream.isBehind ||= hasMore
    // The page shows whether another process has written meanwhile.
    if (this.reached !== undefined && this.reached !== revision) this.wake()
    else if (!hasMore) this.reached = revision
  }

  /** Removes a stream. */
  delete(stream: OpenStream<Db>): void {
    this.streams.delete(stream)
    if (this.streams.size > 0) return
    clearTimeout(this.retry)
    this.options.onEmpty()
  }

  /** Reads for all streams that are behind and take events. */
  run(): void {
    if (!this.isReading) void this.options.detached.runInAsyncScope(this.readAll, this)
  }

  private async readAll(): Promise<void> {
    this.isReading = true
    try {
      for (let groups = this.groups(); groups.size > 0; groups = this.groups())
        for (const [cursor, streams] of groups) await this.readFor(cursor, streams)
    } finally {
      this.isReading = false // in the same turn as the last look, so that no wake-up is missed
    }
  }

  private groups(): Map<string, OpenStream<Db>[]> {
    const groups = new Map<string, OpenStream<Db>[]>()
    for (const stream of this.streams) {
      if (!stream.isBehind || !stream.isReady) continue
      const group = groups.get(stream.cursor)
      if (group) group.push(stream)
      else groups.set(stream.cursor, [stream])
    }
    return groups
  }

  private async readFor(cursor: string, group: readonly OpenStream<Db>[]): Promise<void> {
    const { read, toServiceError } = this.options
    for (const stream of group) stream.isBehind = false
    const allowed = await this.allowedOf(group)
    const [first] = allowed
    if (!first) return
    try {
      const page = await read(first, cursor)
      if (!page.hasMore) this.reached = page.revision
      for (const stream of allowed) {
        if (!stream.isReady)
          stream.isBehind = true // it reads again when it takes events
        else if (page.event.id !== cursor) {
          stream.isBehind ||= page.hasMore
          stream.send(page.event)
        }
      }
    } catch (thrown) {
      const failure = toServiceError(thrown)
      if (failure.code === 'unavailable') this.retryLater()
      else for (const stream of allowed) stream.end(failure)
    }
  }

  /** Ends the streams that may no longer read, and returns the others. */
  private async allowedOf(group: readonly OpenStream<Db>[]): Promise<OpenStream<Db>[]> {
    const { authenticate, toServiceError } = this.options
    const results = await Promise.allSettled(group.map(authenticate))
    return group.filter((stream, at) => {
      const result = results[at]
      if (result?.status === 'fulfilled') return true
      const failure = toServiceError(result?.reason)
      if (failure.code === 'unavailable') this.retryLater()
      else stream.end(failure)
      return false
    })
  }

  /** Without the database there is nothing to read, so a short outage need not end a stream. */
  private retryLater(): void {
    this.retry ??= setTimeout(() => {
      this.retry = undefined
      this.wake()
    }, retryInterval).unref()
  }
}

/** Ends a stream at a random time within `ms`. */
export function endWithin<Db>(stream: OpenStream<Db>, ms: number): void {
  const timer = setTimeout(() => stream.end(undefined), Math.random() * ms)
  stream.onEnd(() => clearTimeout(timer))
}
