import { isApiError, type Task } from '@taskpact/client'
import { useState } from 'react'
import { ConflictDialog } from './conflict-dialog'
import { EditForm } from './edit-form'
import { Failure } from './field'
import { useCompleteTask, useRemoveTask, useUpdateTask } from './use-tasks'

export function TaskItem({ task }: { readonly task: Task }) {
  const complete = useCompleteTask()
  const remove = useRemoveTask()
  const update = useUpdateTask()
  /** The task as it was when the form was opened: its revision is the condition of the update. */
  const [opened, setOpened] = useState<Task>()
  const { id: taskId, title, priority, completed, revision } = task

  function open(task: Task | undefined) {
    update.reset()
    setOpened(task)
  }

  if (opened && (update.isIdle || update.isError)) {
    const { title = opened.title, priority } = update.variables ?? opened
    const mine = { id: taskId, title, priority: priority ?? opened.priority }
    return (
      <li>
        <EditForm
          task={mine}
          error={update.error}
          onSubmit={(changes) => update.mutate({ taskId, ...changes, ifMatch: opened.revision })}
          onCancel={() => open(undefined)}
        />
        {isApiError(update.error, 'revision_mismatch') && (
          <ConflictDialog
            mine={mine}
            onKeepMine={(theirs) => update.mutate({ taskId, ...update.variables, ifMatch: theirs.revision })}
            onTakeTheirs={() => open(undefined)}
          />
        )}
      </li>
    )
  }

  return (
    <li aria-busy={revision === 0}>
      <label>
        <input
          type="checkbox"
          checked={completed}
          disabled={revision === 0}
          onChange={() => complete.mutate({ taskId, completed: !completed })}
        />
        {title}
      </label>
      {priority !== 'none' && <small>{priority}</small>}
      <button type="button" aria-label={`Edit ${title}`} disabled={revision === 0} onClick={() => open(task)}>
        Edit
      </button>
      <button
        type="button"
        aria-label={`Delete ${title}`}
        disabled={revision === 0}
        onClick={() => remove.mutate({ taskId })}
      >
        Delete
      </button>
      <Failure error={complete.error ?? remove.error} />
    </li>
  )
}
