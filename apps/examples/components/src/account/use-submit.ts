import { useActionState } from 'react'

/** What a form shows: whether it was sent successfully, or how it failed. */
interface Submitted {
  readonly isDone: boolean
  readonly error: unknown
  /** What the last successful submission returned. */
  readonly message: string | undefined
}

const nothing: Submitted = { isDone: false, error: undefined, message: undefined }

/** The state of a form that calls `send` with its fields. `send` can return a message to show. */
export function useSubmit(send: (form: FormData) => Promise<unknown>) {
  const [state, submit, isPending] = useActionState(async (_previous: Submitted, form: FormData) => {
    try {
      const message = await send(form)
      return { isDone: true, error: undefined, message: typeof message === 'string' ? message : undefined }
    } catch (error) {
      return { ...nothing, error }
    }
  }, nothing)
  return { ...state, submit, isPending }
}

/** Returns the text of a field; undefined if it is empty or missing. */
export function textOf(form: FormData, name: string): string | undefined {
  return String(form.get(name) ?? '') || undefined
}
