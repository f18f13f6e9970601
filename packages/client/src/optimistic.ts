import type { DataTag, QueryClient, QueryKey } from '@tanstack/query-core'

type Kept = readonly (readonly [QueryKey, unknown])[]

/** The half of the options of a mutation that shows its effect before it has one. */
export interface Optimistic<Input> {
  onMutate(input: Input): Promise<Kept>
  onError(error: unknown, input: Input, kept: Kept | undefined): void
  onSettled(): Promise<void>
}

/**
 * Shows what a mutation will do in the queries of a key at once, takes it back when it fails, and asks the server in the end:
 * `useMutation({ ...queries.tasks.update.mutationOptions(), ...optimistic(queryClient, queries.tasks.get.matching(), apply) })`.
 * `update` gives the new data and leaves the old as they are; it is asked for every query of the key that has data.
 */
export function optimistic<Data, Input>(
  queryClient: QueryClient,
  queryKey: DataTag<QueryKey, Data, unknown>,
  update: (data: Data, input: Input) => Data,
): Optimistic<Input> {
  const ofKey = underWay(queryClient)
  const name = JSON.stringify(queryKey)
  const count = (by: number) => {
    const left = (ofKey.get(name) ?? 0) + by
    ofKey.set(name, left)
    return left
  }
  return {
    async onMutate(input) {
      count(1)
      await queryClient.cancelQueries({ queryKey }) // what they bring would be of before the mutation
      const kept = queryClient.getQueriesData({ queryKey })
      queryClient.setQueriesData<Data>({ queryKey }, (data) => (data === undefined ? data : update(data, input)))
      return kept
    },
    onError(_error, _input, kept = []) {
      for (const [key, data] of kept) queryClient.setQueryData(key, data)
    },
    async onSettled() {
      // While others are under way, an answer would undo what they show; the last of them asks.
      if (count(-1) === 0) await queryClient.invalidateQueries({ queryKey })
    },
  }
}

/** How many mutations are under way for each key: every component makes its own options. */
const counts = new WeakMap<QueryClient, Map<string, number>>()

function underWay(queryClient: QueryClient): Map<string, number> {
  const known = counts.get(queryClient) ?? new Map<string, number>()
  counts.set(queryClient, known)
  return known
}
