import { fieldErrors } from '@taskpact/client'
import type { FormEvent } from 'react'
import { Failure, Field } from './field'
import { useCreateTask } from './use-tasks'

export function NewTaskForm({ userId }: { readonly userId: string }) {
  const create = useCreateTask(userId)

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    const title = String(new FormData(form).get('title'))
    // With an id of its own, the task keeps its place in the list when it is stored.
    create.mutate({ id: crypto.randomUUID(), title }, { onSuccess: () => form.reset() })
  }

  return (
    <form onSubmit={submit} aria-label="New task">
      <Field label="Title" name="title" autoComplete="off" error={fieldErrors(create.error).title} />
      <button type="submit" disabled={create.isPending}>
        Add
      </button>
      <Failure error={create.error} fields={['title']} />
    </form>
  )
}
