import { type FormEvent, useState } from 'react'
import { Field } from '../field'
import { ConflictList } from './conflict-list'
import { OfflineTask } from './offline-task'
import { RefusedList } from './refused-list'
import { useReplica, useReplicaValue } from './use-replica'

interface OfflinePageProps {
  readonly userId: string
  readonly device: string
}

export function OfflinePage({ userId, device }: OfflinePageProps) {
  const [isOffline, setIsOffline] = useState(false)
  const [search, setSearch] = useState('')
  const replica = useReplica(userId, device, isOffline)
  const status = useReplicaValue(replica, ({ status }) => status)
  const tasks = useReplicaValue(replica, ({ tasks }) => tasks.list({ search }))

  function add(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    replica.tasks.create({ title: String(new FormData(form).get('title')) })
    form.reset()
  }

  return (
    <>
      <header>
        <label>
          <input type="checkbox" checked={isOffline} onChange={() => setIsOffline(!isOffline)} />
          Work offline
        </label>
        <p role="status">
          {status.connection}
          {status.pending > 0 && `, ${status.pending} not sent`}
        </p>
        <button type="button" onClick={() => replica.undo()}>
          Undo
        </button>
      </header>
      <form onSubmit={add} aria-label="New task">
        <Field label="Title" name="title" autoComplete="off" />
        <button type="submit">Add</button>
      </form>
      <search>
        <Field label="Search" type="search" value={search} onChange={({ target }) => setSearch(target.value)} />
      </search>
      <ConflictList replica={replica} />
      <RefusedList replica={replica} />
      <ul aria-label="Tasks">
        {tasks.map((task) => (
          <OfflineTask key={task.id} replica={replica} task={task} />
        ))}
      </ul>
    </>
  )
}
