import { InfiniteQueryObserver, MutationObserver, QueryClient } from '@tanstack/query-core'
import { createClient, type NewTask, type Task } from '@taskpact/client'
import { createQueries, optimistic } from '@taskpact/client/tanstack'

const queryClient = new QueryClient()
const { tasks } = createQueries(createClient({ baseUrl: 'https://tasks.example.org' }))

// In React: useInfiniteQuery(tasks.list.infiniteQueryOptions({ status: 'pending' }))
export const pending = new InfiniteQueryObserver(queryClient, tasks.list.infiniteQueryOptions({ status: 'pending' }))

// In React: useMutation({ … }). The new task is shown at the top of the first page, page 0.
export const create = new MutationObserver(queryClient, {
  ...tasks.create.mutationOptions(),
  ...optimistic(queryClient, tasks.list.queryFilter({ status: 'pending' }), (page, task: NewTask, index) =>
    index > 0 ? page : { ...page, items: [{ id: 'new', completed: false, ...task } as Task, ...page.items] },
  ),
})

// Changes the lists and the query of the task.
export const complete = new MutationObserver(queryClient, {
  ...tasks.complete.mutationOptions(),
  ...optimistic(
    queryClient,
    [tasks.list.queryFilter(), (page, input: Chosen) => ({ ...page, items: page.items.map((it) => done(it, input)) })],
    [tasks.get.queryFilter(), done],
  ),
})

export const remove = new MutationObserver(queryClient, {
  ...tasks.remove.mutationOptions(),
  ...optimistic(queryClient, tasks.list.queryFilter(), (page, { taskId }: Chosen) => ({
    ...page,
    items: page.items.filter(({ id }) => id !== taskId),
  })),
})

type Chosen = { readonly taskId: string }

function done(task: Task, { taskId }: Chosen): Task {
  return task.id === taskId ? { ...task, completed: true } : task
}

export const refetch = () => queryClient.invalidateQueries(tasks.list.queryFilter())
