import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Client, Priority, Task, TaskPage, TaskStatus } from '@taskpact/client'
import { useClient } from '@taskpact/client/react'
import { createQueries, optimistic } from '@taskpact/client/tanstack'
import { useMemo } from 'react'

export interface Filters {
  readonly status: TaskStatus
  readonly priority: Priority | 'any'
  readonly search: string
}

type InputOf<Name extends 'create' | 'update' | 'complete' | 'remove'> = Parameters<Client['tasks'][Name]>[0]

/** Returns the pages of the tasks that match the filters. The previous list stays while the next one loads. */
export function useTasks({ status, priority, search }: Filters) {
  const queries = useTaskQueries()
  const input = { status, search, ...(priority !== 'any' && { priority: [priority] }) }
  return useInfiniteQuery({ ...queries.list.infiniteQueryOptions(input), placeholderData: keepPreviousData })
}

/** Returns a task as the server has it, not as a list has it. */
export function useCurrentTask(taskId: string) {
  return useQuery({ ...useTaskQueries().get.queryOptions({ taskId }), gcTime: 0 })
}

export function useCreateTask(userId: string) {
  const edit = useListEditor()
  return useMutation({
    ...useTaskQueries().create.mutationOptions(),
    ...edit((tasks, input: InputOf<'create'>, index) =>
      // A list that is fetched meanwhile may have the task already.
      index > 0 || tasks.some(({ id }) => id === input.id) ? tasks : [unsaved(userId, input), ...tasks],
    ),
  })
}

export function useUpdateTask() {
  const edit = useListEditor()
  return useMutation({
    ...useTaskQueries().update.mutationOptions(),
    ...edit((tasks, { taskId, title, priority }: InputOf<'update'>) =>
      tasks.map((task) =>
        task.id === taskId ? { ...task, title: title ?? task.title, priority: priority ?? task.priority } : task,
      ),
    ),
  })
}

export function useCompleteTask() {
  const edit = useListEditor()
  return useMutation({
    ...useTaskQueries().complete.mutationOptions(),
    ...edit((tasks, { taskId, completed }: InputOf<'complete'>) =>
      tasks.map((task) => (task.id === taskId ? { ...task, completed: completed === true } : task)),
    ),
  })
}

export function useRemoveTask() {
  const edit = useListEditor()
  return useMutation({
    ...useTaskQueries().remove.mutationOptions(),
    ...edit((tasks, { taskId }: InputOf<'remove'>) => tasks.filter(({ id }) => id !== taskId)),
  })
}

function useTaskQueries() {
  const client = useClient()
  return useMemo(() => createQueries(client).tasks, [client])
}

/** Returns a function that applies a change to every cached page until the server has confirmed it. */
function useListEditor() {
  const queryClient = useQueryClient()
  const lists = useTaskQueries().list.queryFilter()
  return <Input>(change: (tasks: TaskPage['items'], input: Input, index: number) => TaskPage['items']) =>
    optimistic(queryClient, lists, (page, input: Input, index) => ({
      ...page,
      items: change(page.items, input, index),
    }))
}

/** A task without a revision, until the server has stored it. */
function unsaved(userId: string, { id = '', title, priority }: InputOf<'create'>): Task {
  const now = new Date().toISOString()
  return {
    id,
    userId,
    title,
    priority: priority ?? 'none',
    description: null,
    completed: false,
    completedAt: null,
    tags: [],
    dueDate: null,
    dueAt: null,
    deletedAt: null,
    revision: 0,
    createdAt: now,
    updatedAt: now,
  }
}
