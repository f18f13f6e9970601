import { type QueryClient, queryOptions, useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query'
import { createQueries, optimistic } from '@taskpact/client/tanstack'
import { client } from './client.js'

export const queries = createQueries(client)
export const tasks = queries.tasks
export const list = queries.tasks.list
export const create = queries.tasks.create
export const key = queries.tasks.list.queryKey()
export const one = (taskId: string) => queries.tasks.get.queryOptions({ taskId })
export const wrapped = (taskId: string) => queryOptions(queries.tasks.get.queryOptions({ taskId }))
export const pending = queries.tasks.list.infiniteQueryOptions({ status: 'pending' })
export const update = queries.tasks.update.mutationOptions()
export const complete = (queryClient: QueryClient) => ({
  ...queries.tasks.complete.mutationOptions(),
  ...optimistic(queryClient, queries.tasks.get.matching(), (task, _: { taskId: string }) => ({
    ...task,
    completed: true,
  })),
})

export class Store {
  readonly queries = createQueries(client)
  readonly list = this.queries.tasks.list
}

export const useTask = (taskId: string) => useQuery(queries.tasks.get.queryOptions({ taskId }))
export const useTasks = () => useInfiniteQuery(queries.tasks.list.infiniteQueryOptions())
export const useUpdate = () => useMutation(queries.tasks.update.mutationOptions())

// biome-ignore lint/style/noDefaultExport: other projects have default exports
export default queries
