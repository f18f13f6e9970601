import type { ClientRoute } from './route-table.js'

/** A page of any paginated operation. */
export interface Page {
  readonly items: readonly unknown[]
  readonly nextCursor: string | null
  readonly hasMore?: boolean
}

/** Iterators that the method of a paginated operation has in addition. */
export type PagesOf<Arguments extends readonly unknown[], Result> = Result extends {
  items: readonly (infer Item)[]
  nextCursor: string | null
}
  ? {
      /**
       * Iterates over the items of all pages, from the given cursor or the first page:
       * `for await (const task of client.tasks.list.all())`. A page is requested when the previous one is used up. Concurrent
       * writes neither skip nor repeat an item that exists throughout. Throws `cursor_expired` if the database was restored meanwhile.
       */
      readonly all: (...args: Arguments) => AsyncGenerator<Item, void, undefined>
      /** Iterates over the pages, for callers that need the last `nextCursor`. */
      readonly pages: (...args: Arguments) => AsyncGenerator<Result, void, undefined>
    }
  : unknown

export type Method = (input?: Record<string, unknown>, options?: object) => Promise<unknown>

/** Adds `all` and `pages` to the method of a paginated operation; returns any other method unchanged. */
export function withPages(method: Method, { cursor }: ClientRoute): Method {
  if (cursor === undefined) return method

  async function* pages(input: Record<string, unknown> = {}, options?: object) {
    // The field is there without a value as well: a call whose route is loaded thereby refuses pages that its operation does not have.
    for (let next: Record<string, unknown> = { [cursor as string]: undefined, ...input }; ; ) {
      const page = (await method(next, options)) as Page
      yield page
      if (page.nextCursor === null || page.hasMore === false) return
      next = { ...input, [cursor as string]: page.nextCursor }
    }
  }
  async function* all(input?: Record<string, unknown>, options?: object) {
    for await (const { items } of pages(input, options)) yield* items
  }
  return Object.assign(method, { pages, all })
}
