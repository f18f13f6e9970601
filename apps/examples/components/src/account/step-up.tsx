import { fieldErrors, isApiError } from '@taskpact/client'
import { useClient } from '@taskpact/client/react'
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import { Failure, Field } from '../field'
import { textOf, useSubmit } from './use-submit'

/** Runs an operation. If it must be confirmed, asks for that, and runs it again. */
export type Confirmed = <T>(operation: () => Promise<T>) => Promise<T>

const ConfirmedContext = createContext<Confirmed>((operation) => operation())

export const useConfirmed = (): Confirmed => useContext(ConfirmedContext)

interface Question {
  readonly resolve: () => void
  readonly reject: () => void
}

/** Provides `useConfirmed` to the components below, and shows its dialog. */
export function StepUpProvider({ children }: { readonly children: ReactNode }) {
  const [question, setQuestion] = useState<Question>()
  const confirmed: Confirmed = async (operation) => {
    try {
      return await operation()
    } catch (error) {
      if (!isApiError(error, 'step_up_required')) throw error
      await new Promise<void>((resolve, reject) => setQuestion({ resolve, reject: () => reject(error) }))
      return operation()
    }
  }
  return (
    <ConfirmedContext.Provider value={confirmed}>
      {children}
      {question && <StepUpDialog question={question} onClose={() => setQuestion(undefined)} />}
    </ConfirmedContext.Provider>
  )
}

function StepUpDialog({ question, onClose }: { readonly question: Question; readonly onClose: () => void }) {
  const client = useClient()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const { error, submit, isPending } = useSubmit(async (form) => {
    const code = textOf(form, 'code') ?? ''
    const factor = /^\d{6}$/.test(code) ? { code } : { recoveryCode: code }
    const password = textOf(form, 'password')
    await client.auth.stepUp({ ...(password && { password }), ...factor })
    question.resolve()
    onClose()
  })
  const errors = fieldErrors(error)
  const cancel = () => {
    question.reject()
    onClose()
  }
  return (
    <dialog ref={dialog} aria-label="Confirm that it is you" onCancel={cancel}>
      <form action={submit} noValidate>
        <h2>Confirm that it is you</h2>
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          error={errors.password}
        />
        <Field label="Code" name="code" autoComplete="one-time-code" error={errors.code ?? errors.recoveryCode} />
        <Failure error={error} fields={['password', 'code', 'recoveryCode']} />
        <button type="submit" disabled={isPending}>
          Confirm
        </button>
        <button type="button" onClick={cancel}>
          Cancel
        </button>
      </form>
    </dialog>
  )
}
