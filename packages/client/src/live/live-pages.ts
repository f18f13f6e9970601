import { ApiError } from '../api-error.js'
import type { ClientContext } from '../execute.js'
import type { Method, Page } from '../pages.js'
import type { NamedRoute } from '../route-table.js'
import { reasonOf } from '../timeout.js'
import { abortWith } from './abort-with.js'
import { followPages } from './follow-pages.js'
import { createHttpSource } from './http-source.js'
import { iterate } from './iterate.js'
import type { LiveOptions } from './live.js'
import type { LiveStatus } from './states.js'

interface LiveOperation {
  readonly route: NamedRoute
  readonly method: Method
  readonly client: ClientContext
}

/**
 * Iterates over the pages of an operation after the cursor of the input, or over their items. Pages after the first are not empty.
 * `return` and `throw` end the iteration at once, while a generator would wait for its next item.
 */
export function iteratePages(
  { route, method, client }: LiveOperation,
  asPages: boolean,
  { [route.cursor as string]: cursor, ...input }: Readonly<Record<string, unknown>> = {},
  { signal, onStatus }: LiveOptions = {},
): AsyncGenerator<unknown, void, undefined> {
  const { session } = client
  /** Aborted to end the iteration, with what it then throws; with itself, it throws nothing. */
  const ending = new AbortController()
  let owner = session?.user?.id
  let status: LiveStatus | undefined
  let isFirst = true

  const abort = () => abortWith(ending, signal && reasonOf(signal))
  const checkOwner = () => {
    owner ??= session?.user?.id
    if (owner !== session?.user?.id)
      abortWith(ending, new ApiError('session_changed', 'The user signed out, or another one signed in.'))
  }
  const report = (next: LiveStatus, error?: ApiError) => {
    if (next === status || ending.signal.aborted) return
    status = next
    try {
      onStatus?.(next, error)
    } catch (thrown) {
      abortWith(ending, thrown)
    }
  }

  async function* run() {
    const unsubscribe = session?.subscribe(checkOwner)
    signal?.addEventListener('abort', abort)
    ending.signal.addEventListener('abort', () => {
      signal?.removeEventListener('abort', abort)
      unsubscribe?.()
    })
    if (signal?.aborted) abort()
    try {
      const http = createHttpSource(route, input, method, client)
      const nameOf = () => `${session?.sharedName()} ${JSON.stringify([client.baseUrl, route.name, input])}`
      const source = session?.sharedName() ? (await import('./share-source.js')).shareSource(http, nameOf) : http
      const pages = iterate<Page>(
        (push) =>
          followPages(
            source,
            cursor,
            ending.signal,
            async (page, before) => {
              checkOwner()
              if (ending.signal.aborted) throw reasonOf(ending.signal)
              if (!isFirst && page.nextCursor === before) return
              isFirst = false
              await push(page)
            },
            report,
          ),
        ending.signal,
      )
      for await (const page of pages) {
        for (const item of asPages ? [page] : page.items) {
          if (ending.signal.aborted) throw reasonOf(ending.signal)
          yield item
        }
      }
    } catch (error) {
      if (error !== ending) throw error
    } finally {
      abortWith(ending, ending)
    }
  }

  const items = run()
  const { return: finish, throw: fail } = items
  const end = () => abortWith(ending, ending)
  items.return = (...value) => {
    end()
    return finish.apply(items, value)
  }
  items.throw = (error) => {
    end()
    return fail.call(items, error)
  }
  return items
}
