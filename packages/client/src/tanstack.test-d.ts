import {
  type InfiniteData,
  InfiniteQueryObserver,
  MutationObserver,
  type QueryClient,
  QueryObserver,
  type QueryObserverOptions,
  type SkipToken,
  skipToken,
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

const cachedPages = queryClient.getQueryData(queries.tasks.list.infiniteKey({ status: 'pending' }))
same<Equal<typeof cachedPages, InfiniteData<TaskPage, string | undefined> | undefined>>()

/** As useSuspenseQuery: without the options that a suspended query lacks. */
declare function suspended<FnData, Failure, Data, Key extends readonly unknown[]>(
  options: Omit<QueryObserverOptions<FnData, Failure, Data, FnData, Key>, 'queryFn' | 'enabled' | 'throwOnError'> & {
    queryFn?: Exclude<QueryObserverOptions<FnData, Failure, Data, FnData, Key>['queryFn'], SkipToken>
  },
): { data: Data; error: Failure | null }
const suspendedTask = suspended(queries.tasks.get.queryOptions({ taskId: 'x' }))
same<Equal<typeof suspendedTask.error, ErrorOf<typeof client.tasks.get> | null>>()
// @ts-expect-error - a suspended query cannot be skipped
suspended(queries.tasks.get.queryOptions(skipToken))

declare const taskId: string | undefined
const skipped = new QueryObserver(
  queryClient,
  queries.tasks.get.queryOptions(taskId ? { taskId } : skipToken),
).getCurrentResult()
same<Equal<typeof skipped.data, Task | undefined>>()
same<Equal<typeof skipped.error, ErrorOf<typeof client.tasks.get> | null>>()
const skippedPages = new InfiniteQueryObserver(queryClient, queries.tasks.list.infiniteQueryOptions(skipToken))
const { data: skippedData } = skippedPages.getCurrentResult()
same<Equal<typeof skippedData, InfiniteData<TaskPage, unknown> | undefined>>()

type Changes = { readonly taskId: string; readonly title?: string | undefined }
const mutation = new MutationObserver(queryClient, {
  ...queries.tasks.update.mutationOptions(),
  ...optimistic(queryClient, queries.tasks.get.queryFilter(), (task, { title = task.title }: Changes) => ({
    ...task,
    title,
  })),
})
mutation.mutate({ taskId: 'x', title: 'Buy milk' })
const changed = mutation.getCurrentResult()
same<Equal<typeof changed.error, ErrorOf<typeof client.tasks.update> | null>>()
const created = new MutationObserver(queryClient, queries.tasks.create.mutationOptions()).getCurrentResult()
same<Equal<typeof created.data, Task | undefined>>()
same<Equal<typeof created.error, ErrorOf<typeof client.tasks.create> | null>>()
// @ts-expect-error - taskId is required
mutation.mutate({ title: 'Buy milk' })

const several = optimistic(
  queryClient,
  [
    queries.tasks.list.queryFilter(),
    (page, { taskId }: Changes) => same<Equal<typeof page, TaskPage>>() ?? { ...page, taskId },
  ],
  [queries.tasks.get.queryFilter(), (task, { title = task.title }: Changes) => ({ ...task, title })],
)
new MutationObserver(queryClient, { ...queries.tasks.update.mutationOptions(), ...several }).mutate({ taskId: 'x' })
optimistic(queryClient, queries.tasks.list.infiniteKey(), (page, _input: Changes) => ({ ...page, nextCursor: null }))
optimistic(queryClient, queries.tasks.list.matching(), (page, _input: Changes) => ({ ...page, nextCursor: null }))
// @ts-expect-error - a page is not a task
optimistic(queryClient, queries.tasks.list.queryFilter(), (page, _input: Changes) => ({ ...page, items: 'x' }))

// @ts-expect-error - the operation is not paginated
queries.tasks.get.infiniteQueryOptions({ taskId: 'x' })
// @ts-expect-error - taskId is required
queries.tasks.get.queryOptions()
// @ts-expect-error - a mutation is not a query
queries.tasks.create.queryOptions({ title: 'a' })
// @ts-expect-error - a query is not a mutation
queries.tasks.list.mutationOptions()
