import { InfiniteQueryObserver, MutationObserver, QueryClient } from '@tanstack/query-core'
import { createClient } from '@taskpact/client'
import { createQueries, optimistic } from '@taskpact/client/tanstack'

const queryClient = new QueryClient()
const queries = createQueries(createClient({ baseUrl: 'https://tasks.example.org' }))

// In React: useInfiniteQuery(queries.tasks.list.infiniteQueryOptions({ status: 'pending' }))
export const pending = new InfiniteQueryObserver(
  queryClient,
  queries.tasks.list.infiniteQueryOptions({ status: 'pending' }),
)

// In React: useMutation({ … })
export const complete = new MutationObserver(queryClient, {
  ...queries.tasks.complete.mutationOptions(),
  ...optimistic(queryClient, queries.tasks.list.matching(), (page, { taskId }: { taskId: string }) => ({
    ...page,
    items: page.items.map((task) => (task.id === taskId ? { ...task, completed: !task.completed } : task)),
  })),
})

export const refetch = () => queryClient.invalidateQueries({ queryKey: queries.tasks.list.key })
