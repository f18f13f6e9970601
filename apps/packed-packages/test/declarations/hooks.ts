import {
  QueryClient,
  useInfiniteQuery,
  useMutation,
  useQueries,
  useQuery,
  useSuspenseInfiniteQuery,
  useSuspenseQueries,
  useSuspenseQuery,
} from '@tanstack/react-query'
import { createClient, type ErrorOf, type Task } from '@taskpact/client'
import { createQueries, optimistic } from '@taskpact/client/tanstack'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <_T extends true>() => {}

const client = createClient({ baseUrl: 'https://tasks.example.org' })
const queries = createQueries(client)
type GetError = ErrorOf<typeof client.tasks.get>
type ListError = ErrorOf<typeof client.tasks.list>
type UpdateError = ErrorOf<typeof client.tasks.update>

/** Never called: does not compile unless each hook has the data and the error of its operation. */
export function useEach() {
  const one = useQuery(queries.tasks.get.queryOptions({ taskId: 'a' }))
  same<Equal<typeof one.data, Task | undefined>>()
  same<Equal<typeof one.error, GetError | null>>()
  const title = useQuery({ ...queries.tasks.get.queryOptions({ taskId: 'a' }), select: (task) => task.title })
  same<Equal<typeof title.data, string | undefined>>()
  same<Equal<typeof title.error, GetError | null>>()
  const suspended = useSuspenseQuery(queries.tasks.get.queryOptions({ taskId: 'a' }))
  same<Equal<typeof suspended.data, Task>>()
  same<Equal<typeof suspended.error, GetError | null>>()
  const [first] = useQueries({ queries: [queries.tasks.get.queryOptions({ taskId: 'a' })] })
  same<Equal<typeof first.data, Task | undefined>>()
  same<Equal<typeof first.error, GetError | null>>()
  const [firstSuspended] = useSuspenseQueries({ queries: [queries.tasks.get.queryOptions({ taskId: 'a' })] })
  same<Equal<typeof firstSuspended.data, Task>>()
  same<Equal<typeof firstSuspended.error, GetError | null>>()

  const pages = useInfiniteQuery(queries.tasks.list.infiniteQueryOptions())
  const items = pages.data?.pages.flatMap((page) => page.items)
  same<Equal<typeof items, Task[] | undefined>>()
  same<Equal<typeof pages.error, ListError | null>>()
  const suspendedPages = useSuspenseInfiniteQuery(queries.tasks.list.infiniteQueryOptions())
  const suspendedItems = suspendedPages.data.pages.flatMap((page) => page.items)
  same<Equal<typeof suspendedItems, Task[]>>()
  same<Equal<typeof suspendedPages.error, ListError | null>>()

  const update = useMutation({
    ...queries.tasks.update.mutationOptions(),
    onError: (error) => same<Equal<typeof error, UpdateError>>(),
  })
  same<Equal<typeof update.data, Task | undefined>>()
  same<Equal<typeof update.error, UpdateError | null>>()
  // @ts-expect-error - a mutation needs the id of the task
  update.mutate({ title: 'Buy milk' })

  const queryClient = new QueryClient()
  const optimisticUpdate = useMutation({
    ...queries.tasks.update.mutationOptions(),
    ...optimistic(queryClient, queries.tasks.get.matching(), (task, _: { taskId: string }) => task),
  })
  same<Equal<typeof optimisticUpdate.error, UpdateError | null>>()
  const state = queryClient.getQueryState(queries.tasks.get.queryKey({ taskId: 'a' }))
  same<Equal<NonNullable<typeof state>['data'], Task | undefined>>()
  same<Equal<NonNullable<typeof state>['error'], GetError | null>>()
}
