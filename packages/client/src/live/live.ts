import type { ApiError } from '../api-error.js'
import type { ClientContext } from '../execute.js'
import type { Method } from '../pages.js'
import type { NamedRoute } from '../route-table.js'
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
   * Throws an ApiError that a retry cannot fix, such as `invalid_token`, `cursor_expired`, or `session_changed` if the
   * user signed out; what a `token` function or a hook throws; and a TypeError if the code for it, a module of its own, does not load.
   */
  (input?: Input, options?: LiveOptions): AsyncGenerator<Item, void, undefined>
  /** Iterates over the pages, for callers that store the last cursor. The first one can be empty. */
  readonly pages: (input?: Input, options?: LiveOptions) => AsyncGenerator<Result, void, undefined>
}

/** What the method of an operation has in addition if its calls can wait for new pages. */
export type WithLive<Input, Result> = Result extends { items: readonly (infer Item)[] }
  ? { readonly live: Live<Omit<Input, 'wait'>, Result, Item> }
  : unknown

type Input = Readonly<Record<string, unknown>>

/** Adds `live` to the method of an operation whose calls can wait for new pages; returns any other method unchanged. */
export function withLive(method: Method, route: NamedRoute, client: ClientContext): Method {
  if (route.live === undefined) return method
  const open =
    (asPages: boolean) =>
    (...wanted: [Input?, LiveOptions?]) => {
      let loading: Promise<AsyncGenerator> | undefined
      // Loaded when it is used, so that it is not part of other pages.
      const load = async () =>
        (await import('./live-pages.js')).iteratePages({ route, method, client }, asPages, ...wanted)
      const call = (name: 'next' | 'return' | 'throw') => async (value?: unknown) => {
        loading ??= load()
        return (await loading)[name](value)
      }
      const generator = {
        next: call('next'),
        return: call('return'),
        throw: call('throw'),
        [Symbol.asyncIterator]: () => generator,
      }
      return generator
    }
  return Object.assign(method, { live: Object.assign(open(false), { pages: open(true) }) })
}
