import type { Replica, ReplicaTask } from '@taskpact/client/replica'
import { useState } from 'react'
import { EditForm } from '../edit-form'

interface OfflineTaskProps {
  readonly replica: Replica
  readonly task: ReplicaTask
}

export function OfflineTask({ replica, task }: OfflineTaskProps) {
  const [isOpen, setIsOpen] = useState(false)
  const { id: taskId, title, priority, completed, isPending } = task
  const close = () => setIsOpen(false)

  if (isOpen) {
    return (
      <li>
        <EditForm
          task={task}
          error={undefined}
          onSubmit={(changes) => {
            replica.tasks.update({ taskId, ...changes })
            close()
          }}
          onCancel={close}
        />
      </li>
    )
  }
  return (
    <li aria-busy={isPending}>
      <label>
        <input
          type="checkbox"
          checked={completed}
          onChange={() => replica.tasks.complete({ taskId, completed: !completed })}
        />
        {title}
      </label>
      {priority !== 'none' && <small>{priority}</small>}
      {isPending && <small>not sent</small>}
      <button type="button" aria-label={`Edit ${title}`} onClick={() => setIsOpen(true)}>
        Edit
      </button>
      <button type="button" aria-label={`Delete ${title}`} onClick={() => replica.tasks.remove({ taskId })}>
        Delete
      </button>
    </li>
  )
}
