import { useMutation } from '@tanstack/react-query'
import type { User } from '@taskpact/client'
import { useClient } from '@taskpact/client/react'
import { useState } from 'react'
import { Choice, Failure, Field } from './field'
import { NewTaskForm } from './new-task-form'
import { priorities } from './priorities'
import { TaskItem } from './task-item'
import { useLiveTasks } from './use-live-tasks'
import { type Filters, useTasks } from './use-tasks'

export function TasksPage({ user, hasPages }: { readonly user: User; readonly hasPages: boolean }) {
  const client = useClient()
  const signOut = useMutation({ mutationFn: () => client.auth.signout() })
  const live = useLiveTasks()
  const [filters, setFilters] = useState<Filters>({ status: 'all', priority: 'any', search: '' })
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage, isPending } = useTasks(filters)
  const tasks = data?.pages.flatMap(({ items }) => items) ?? []

  return (
    <>
      <header>
        <p>Signed in as {user.email}</p>
        {hasPages && <a href="/settings">Settings</a>}
        <button type="button" onClick={() => signOut.mutate()}>
          Sign out
        </button>
      </header>
      {live === 'offline' && <p role="status">Offline: changes of other devices will appear later.</p>}
      <Failure error={signOut.error} />

      <NewTaskForm userId={user.id} />

      <search>
        <Choice
          label="Show"
          options={['all', 'pending', 'completed']}
          value={filters.status}
          onChange={(status) => setFilters({ ...filters, status })}
        />
        <Choice
          label="With priority"
          options={['any', ...priorities]}
          value={filters.priority}
          onChange={(priority) => setFilters({ ...filters, priority })}
        />
        <Field
          label="Search"
          type="search"
          value={filters.search}
          onChange={({ target }) => setFilters({ ...filters, search: target.value })}
        />
      </search>

      <Failure error={error} />
      {isPending && <p role="status">Loading…</p>}
      <ul aria-label="Tasks">
        {tasks.map((task) => (
          <TaskItem key={task.id} task={task} />
        ))}
      </ul>
      {hasNextPage && (
        <button type="button" disabled={isFetchingNextPage} onClick={() => fetchNextPage()}>
          Load more
        </button>
      )}
    </>
  )
}
