import { dehydrate, hydrate, MutationObserver, onlineManager, QueryClient } from '@tanstack/query-core'
import type { Client } from '@taskpact/client'
import { createQueries } from '@taskpact/client/tanstack'

/** Such as `localStorage`. */
interface PageStorage {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
}

/** Opens the queries of a page. What the last page could not send is sent as soon as there is a network. */
export function openQueries(client: Client, storage: PageStorage) {
  const queryClient = new QueryClient()
  const queries = createQueries(client)
  const create = queries.tasks.create.mutationOptions()
  queryClient.setMutationDefaults(create.mutationKey, create) // functions are not stored
  hydrate(queryClient, JSON.parse(storage.getItem('mutations') ?? '{}'))

  const resume = () => queryClient.resumePausedMutations()
  const unsubscribe = [
    onlineManager.subscribe(resume),
    queryClient.getMutationCache().subscribe(() => {
      storage.setItem('mutations', JSON.stringify(dehydrate(queryClient, { shouldDehydrateQuery: () => false })))
    }),
  ]
  return {
    /** The key is stored with the mutation: the task is created once, even if the page is closed before the response. */
    add: (title: string) =>
      new MutationObserver(queryClient, create).mutate({ title, idempotencyKey: crypto.randomUUID() }),
    resume,
    close() {
      for (const stop of unsubscribe) stop()
    },
  }
}
