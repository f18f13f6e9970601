import { fieldErrors, type Priority, type Task } from '@taskpact/client'
import type { FormEvent } from 'react'
import { Choice, Failure, Field } from './field'
import { priorities } from './priorities'

interface EditFormProps {
  readonly task: Pick<Task, 'title' | 'priority'>
  readonly error: unknown
  readonly onSubmit: (changes: Pick<Task, 'title' | 'priority'>) => void
  readonly onCancel: () => void
}

export function EditForm({ task, error, onSubmit, onCancel }: EditFormProps) {
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    onSubmit({ title: String(form.get('title')), priority: form.get('priority') as Priority })
  }

  return (
    <form onSubmit={submit} aria-label="Edit task">
      <Field label="Title" name="title" autoComplete="off" defaultValue={task.title} error={fieldErrors(error).title} />
      <Choice label="Priority" name="priority" options={priorities} defaultValue={task.priority} />
      <button type="submit">Save</button>
      <button type="button" onClick={onCancel}>
        Cancel
      </button>
      <Failure error={error} fields={['title']} />
    </form>
  )
}
