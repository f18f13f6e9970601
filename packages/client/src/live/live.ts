import type { AppRoute, CallInput, Output } from '@taskpact/contract'
import { ApiError } from '../api-error.js'
import type { ClientContext } from '../execute.js'
import type { Method, Page } from '../pages.js'
import type { NamedRoute } from '../route-table.js'
import { reasonOf } from '../timeout.js'
import { followPages } from './follow-pages.js'
import { createHttpSource } from './http-source.js'
import { iterate } from './iterate.js'
import type { LiveStatus } from './states.js'

export interface LiveOptions {
  /** Ends the iteration, which then throws the reason of the signal. */
  readonly signal?: AbortSignal | undefined
  /** Called with each new status, and with the error that caused it, if any. */
  readonly onStatus?: ((status: LiveStatus, error?: ApiError) => void) | undefined
}

/** Iterates over changes as they happen. */
export interface Live<Input, Result, Item> {
  /**
   * Iterates over the items after the given cursor, or from the beginning, and then over new ones as they happen:
   * `for await (const change of client.tasks.changes.live({ since }))`. It reconnects after lost connections, refreshes the token of a
   * session, and never skips or repeats an item. Tabs that share a session share one connection.
   *
   * Throws an ApiError that another attempt would not change, such as `invalid_token`, `cursor_expired`, or `session_changed` if the
   * user signed out.
   */
  (input?: Input, options?: LiveOptions): AsyncGenerator<Item, void, undefined>
  /** Iterates over the pages, for callers that store the last cursor. The first one can be empty. */
  readonly pages: (input?: Input, options?: LiveOptions) => AsyncGenerator<Result, void, undefined>
}

/** What the method of an operation has in addition if its calls can wait for new pages. */
export type LiveOf<R extends AppRoute> = R extends { readonly metadata: { readonly longPoll: object } }
  ? { readonly live: Live<Omit<CallInput<R>, 'wait'>, Output<R>, ItemOf<Output<R>>> }
  : unknown

type ItemOf<Page> = Page extends { items: readonly (infer Item)[] } ? Item : never

/** Adds `live` to the method of an operation whose calls can wait for new pages; returns any other method unchanged. */
export function withLive(method: Method, route: NamedRoute, client: ClientContext): Method {
  if (route.live === undefined) return method

  async function* pages(input: Record<string, unknown> = {}, { signal, onStatus }: LiveOptions = {}) {
    const { session, baseUrl } = client
    const { [route.cursor as string]: cursor, ...others } = input
    const http = createHttpSource(route, others, method, client)
    const source = session?.share(http, JSON.stringify([baseUrl, route.name, others])) ?? http
    const own = new AbortController()
    const abort = () => own.abort(signal && reasonOf(signal))
    let owner: string | undefined
    const checkOwner = () => {
      owner ??= session?.user?.id
      if (owner !== session?.user?.id)
        own.abort(new ApiError('session_changed', 'The user signed out, or another one signed in.'))
    }
    const unsubscribe = session?.subscribe(checkOwner)
    signal?.addEventListener('abort', abort)
    if (signal?.aborted) abort()
    let status: LiveStatus | undefined
    let isFirst = true
    try {
      yield* iterate<Page>((push) =>
        followPages(
          source,
          cursor,
          own.signal,
          async (page, before) => {
            checkOwner()
            if (own.signal.aborted) throw reasonOf(own.signal)
            if (!isFirst && page.nextCursor === before) return
            isFirst = false
            await push(page)
          },
          (next, error) => {
            if (next === status) return
            status = next
            onStatus?.(next, error)
          },
        ),
      )
    } finally {
      signal?.removeEventListener('abort', abort)
      unsubscribe?.()
      own.abort()
    }
  }
  async function* items(input?: Record<string, unknown>, options?: LiveOptions) {
    for await (const { items } of pages(input, options)) yield* items
  }
  return Object.assign(method, { live: Object.assign(items, { pages }) })
}
