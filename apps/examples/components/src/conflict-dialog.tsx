import type { Task } from '@taskpact/client'
import { useId } from 'react'
import { Failure } from './field'
import { useCurrentTask } from './use-tasks'

interface ConflictDialogProps {
  readonly mine: Pick<Task, 'id' | 'title' | 'priority'>
  readonly onKeepMine: (theirs: Task) => void
  readonly onTakeTheirs: () => void
}

/** Asks which of two changes of a task to keep. */
export function ConflictDialog({ mine, onKeepMine, onTakeTheirs }: ConflictDialogProps) {
  const heading = useId()
  const { data: theirs, error } = useCurrentTask(mine.id)

  return (
    <dialog ref={openModal} aria-labelledby={heading} onCancel={(event) => event.preventDefault()}>
      <h2 id={heading}>This task was changed elsewhere</h2>
      <Failure error={error} />
      <dl>
        <dt>Mine</dt>
        <dd>
          {mine.title} ({mine.priority})
        </dd>
        <dt>Theirs</dt>
        <dd>{theirs && `${theirs.title} (${theirs.priority})`}</dd>
      </dl>
      <button type="button" disabled={!theirs} onClick={() => theirs && onKeepMine(theirs)}>
        Keep mine
      </button>
      <button type="button" onClick={onTakeTheirs}>
        Take theirs
      </button>
    </dialog>
  )
}

function openModal(dialog: HTMLDialogElement | null) {
  dialog?.showModal()
  return () => dialog?.close()
}
