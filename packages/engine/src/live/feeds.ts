import { AsyncResource } from 'node:async_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Operation } from '@taskpact/contract/core'
import type { CallState, Next } from '../call.js'
import type { Caller } from '../context.js'
import { limitOwner } from '../limit-owner.js'
import type { ServiceError } from '../service-error.js'
import type { Identify } from '../steps.js'
import { endWithin, Feed, type StreamPage } from './feed.js'
import { type Hub, maxMsWhenClosed } from './hub.js'
import { OpenStream } from './open-stream.js'
import { tooManyOfOwner } from './places.js'

interface FeedsOptions<Db> {
  readonly operations: readonly Operation[]
  readonly hub: Hub
  readonly identify: Identify<Db>
  readonly toServiceError: (thrown: unknown) => ServiceError<string>
  /** Calls the operation whose pages a stream sends, on behalf of the caller of the stream. Resolves to its output. */
  readonly ask: (asked: Operation, fields: Readonly<Record<string, unknown>>, call: CallState<Db>) => Promise<unknown>
}

/**
 * Milliseconds between two authentications of a stream without events. `identify` may cache for four seconds, so a stream ends within
 * five seconds of its session.
 */
const authenticationInterval = 600
/** Streams that are authenticated in one turn of the event loop. */
const streamsPerTurn = 1000

/** Returns the last step of streams. It reads the first page, so that a refusal is an ordinary failure, and returns a stream. */
export function openStreams<Db>({ operations, hub, identify, toServiceError, ask }: FeedsOptions<Db>): Next<Db> {
  const named = new Map(operations.map((operation) => [operation.name, operation]))
  const feeds = new Map<string, Feed<Db>>()
  // Otherwise the reads of a stream would belong to the trace of the call that woke it.
  const detached = new AsyncResource('TaskpactStreams')
  let checking: NodeJS.Timeout | undefined

  async function read(call: CallState<Db>, cursor: unknown): Promise<StreamPage> {
    const asked = named.get(String(call.operation.metadata.streams)) as Operation
    const { after, next, more } = asked.metadata.longPoll as NonNullable<Operation['metadata']['longPoll']>
    const data = (await ask(asked, { [after]: cursor }, call)) as Readonly<Record<string, unknown>>
    return {
      event: { id: String(data[next]), data },
      revision: Number(data.revision),
      hasMore: data[more] === true,
    }
  }

  function authenticate({ call: { token, transport, context } }: OpenStream<Db>): Promise<unknown> {
    return identify(token as string, { db: context.db, now: context.now(), transport })
  }

  function feedOf(operation: Operation, userId: string): Feed<Db> {
    const key = `${operation.name} ${userId}`
    const known = feeds.get(key)
    if (known) return known
    const feed = new Feed<Db>({
      read: ({ call }, cursor) => read(call, cursor),
      authenticate,
      toServiceError,
      detached,
      onEmpty() {
        stopListening()
        if (feeds.get(key) === feed) feeds.delete(key)
        if (feeds.size > 0) return
        clearTimeout(checking)
        checking = undefined
      },
    })
    const stopListening = hub.listen(userId, feed)
    feeds.set(key, feed)
    checking ??= detached.runInAsyncScope(checkLater)
    return feed
  }

  function checkLater(): NodeJS.Timeout {
    const timer = setTimeout(async () => {
      await checkAll()
      if (checking === timer) checking = checkLater()
    }, authenticationInterval).unref()
    return timer
  }

  async function checkAll(): Promise<void> {
    const all = [...feeds.values()].flatMap((feed) => [...feed])
    for (let from = 0; from < all.length; from += streamsPerTurn) {
      await Promise.all(all.slice(from, from + streamsPerTurn).map(check))
      await nextTurn()
    }
  }

  async function check(stream: OpenStream<Db>): Promise<void> {
    try {
      await authenticate(stream)
    } catch (thrown) {
      const failure = toServiceError(thrown)
      if (failure.code !== 'unavailable') stream.end(failure)
    }
  }

  return async (call) => {
    const caller = call.caller as Caller // a stream requires a user
    const stream: OpenStream<Db> = new OpenStream(call, {
      run: () => feed.run(),
      delete(stream) {
        feed.delete(stream)
        freePlace()
      },
    })
    const feed = feedOf(call.operation, caller.userId)
    feed.add(stream)
    let freePlace = () => {}
    try {
      const page = await read(call, call.input.lastEventId)
      stream.requireOpen()
      // After the first read: a refused request must not end another stream of the caller.
      freePlace = hub.takePlace(limitOwner(caller), () => stream.end(tooManyOfOwner()))
      feed.opened(stream, page)
    } catch (error) {
      stream.close()
      throw error
    }
    if (hub.isClosed) endWithin(stream, maxMsWhenClosed)
    return { output: stream }
  }
}
