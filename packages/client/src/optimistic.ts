import type { DataTag, QueryClient, QueryKey } from '@tanstack/query-core'

type Snapshot = readonly (readonly [QueryKey, unknown])[]

/** Mutation options for an optimistic update. */
export interface Optimistic<Input> {
  onMutate(input: Input): Promise<Snapshot>
  onError(error: unknown, input: Input, snapshot: Snapshot | undefined): void
  onSettled(): Promise<void>
}

/**
 * Returns mutation options that update cached queries immediately, restore them if the mutation fails, and refetch them afterwards:
 * `useMutation({ ...queries.tasks.update.mutationOptions(), ...optimistic(queryClient, queries.tasks.get.matching(), update) })`.
 * `update` returns new data without changing the old; it is called for each query with that key prefix that has data.
 */
export function optimistic<Data, Input>(
  queryClient: QueryClient,
  queryKey: DataTag<QueryKey, Data, unknown>,
  update: (data: Data, input: Input) => Data,
): Optimistic<Input> {
  const pending = pendingMutations(queryClient)
  const name = JSON.stringify(queryKey)
  const count = (change: number) => {
    const left = (pending.get(name) ?? 0) + change
    pending.set(name, left)
    return left
  }
  return {
    async onMutate(input) {
      count(1)
      await queryClient.cancelQueries({ queryKey }) // their results would predate the mutation
      const snapshot = queryClient.getQueriesData({ queryKey })
      queryClient.setQueriesData<Data>({ queryKey }, (data) => (data === undefined ? data : update(data, input)))
      return snapshot
    },
    onError(_error, _input, snapshot = []) {
      for (const [key, data] of snapshot) queryClient.setQueryData(key, data)
    },
    async onSettled() {
      // A refetch during other mutations would overwrite their optimistic data, so only the last one refetches.
      if (count(-1) === 0) await queryClient.invalidateQueries({ queryKey })
    },
  }
}

/** Number of pending mutations by query key. Shared per QueryClient, because each component creates its own options. */
const countsByClient = new WeakMap<QueryClient, Map<string, number>>()

function pendingMutations(queryClient: QueryClient): Map<string, number> {
  const counts = countsByClient.get(queryClient) ?? new Map<string, number>()
  countsByClient.set(queryClient, counts)
  return counts
}
