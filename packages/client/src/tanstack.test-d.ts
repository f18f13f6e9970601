import {
  type InfiniteData,
  InfiniteQueryObserver,
  MutationObserver,
  type QueryClient,
  QueryObserver,
} from '@tanstack/query-core'
import type { Task, TaskPage } from '@taskpact/contract'
import type { Client, ErrorOf } from './create-client.js'
import { optimistic, type Queries } from './tanstack.js'

declare const client: Client
declare const queries: Queries
declare const queryClient: QueryClient

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <_T extends true>() => {}

const one = new QueryObserver(queryClient, queries.tasks.get.queryOptions({ taskId: 'x' })).getCurrentResult()
same<Equal<typeof one.data, Task | undefined>>()
same<Equal<typeof one.error, ErrorOf<typeof client.tasks.get> | null>>()

const pages = new InfiniteQueryObserver(queryClient, queries.tasks.list.infiniteQueryOptions()).getCurrentResult()
same<Equal<typeof pages.data, InfiniteData<TaskPage, unknown> | undefined>>()

const cached = queryClient.getQueryData(queries.tasks.list.queryKey({ status: 'pending' }))
same<Equal<typeof cached, TaskPage | undefined>>()

const mutation = new MutationObserver(queryClient, {
  ...queries.tasks.update.mutationOptions(),
  ...optimistic(
    queryClient,
    queries.tasks.get.matching(),
    (task, { title = task.title }: { title?: string | undefined }) => ({ ...task, title }),
  ),
})
mutation.mutate({ taskId: 'x', title: 'Buy milk' })
const changed = mutation.getCurrentResult()
same<Equal<typeof changed.error, ErrorOf<typeof client.tasks.update> | null>>()
const created = new MutationObserver(queryClient, queries.tasks.create.mutationOptions()).getCurrentResult()
same<Equal<typeof created.data, Task | undefined>>()
same<Equal<typeof created.error, ErrorOf<typeof client.tasks.create> | null>>()
// @ts-expect-error - taskId is required
mutation.mutate({ title: 'Buy milk' })

// @ts-expect-error - the operation is not paginated
queries.tasks.get.infiniteQueryOptions({ taskId: 'x' })
// @ts-expect-error - taskId is required
queries.tasks.get.queryOptions()
// @ts-expect-error - a mutation is not a query
queries.tasks.create.queryOptions({ title: 'a' })
// @ts-expect-error - a query is not a mutation
queries.tasks.list.mutationOptions()
