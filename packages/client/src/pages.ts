import type { ClientRoute } from './route-table.js'

interface Page {
  readonly items: readonly unknown[]
  readonly nextCursor: string | null
  readonly hasMore?: boolean
}

/** What a method has beside itself where its operation answers a page at a time. */
export type PagesOf<Arguments extends readonly unknown[], Result> = Result extends {
  items: readonly (infer Item)[]
  nextCursor: string | null
}
  ? {
      /**
       * Every item, from the first page or the cursor that is given: `for await (const task of client.tasks.list.all())`. A page
       * is got when the one before is used up. An item that is there throughout comes once, whatever is written meanwhile.
       */
      readonly all: (...args: Arguments) => AsyncGenerator<Item, void, undefined>
      /** The same by pages, for who keeps the `nextCursor` of the last one. */
      readonly pages: (...args: Arguments) => AsyncGenerator<Result, void, undefined>
    }
  : unknown

type Method = (input?: Record<string, unknown>, options?: object) => Promise<unknown>

/** Gives the method of a paged operation its `all` and `pages`; another is left as it is. */
export function withPages(method: Method, { pages: cursor }: ClientRoute): Method {
  if (cursor === undefined) return method

  async function* pages(input: Record<string, unknown> = {}, options?: object) {
    for (let next = input; ; ) {
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
