import { fieldErrors } from '@taskpact/client'
import { type SecondFactorStep, useClient } from '@taskpact/client/react'
import { useActionState } from 'react'
import { Failure, Field } from './field'

interface SignInCodeProps {
  readonly step: SecondFactorStep
  readonly onSignedIn: () => void
  readonly onCancel: () => void
}

/** Asks for the code of the authenticator app, or for a recovery code; the session then changes its status. */
export function SignInCode({ step: { ticket }, onSignedIn, onCancel }: SignInCodeProps) {
  const client = useClient()
  const [error, submit, isPending] = useActionState(async (_previous: unknown, form: FormData) => {
    const typed = String(form.get('code')).trim()
    const code = /^\d{6}$/.test(typed) ? { code: typed } : { recoveryCode: typed }
    try {
      await client.auth.signInWithCode({ ticket, ...code, rememberDevice: form.has('remember') })
      onSignedIn()
    } catch (error) {
      return error
    }
  }, undefined)
  const errors = fieldErrors(error)

  return (
    <form action={submit} aria-label="Second step" noValidate>
      <Field
        label="Code of the app, or recovery code"
        name="code"
        autoComplete="one-time-code"
        error={errors.code ?? errors.recoveryCode}
      />
      <label>
        <input type="checkbox" name="remember" /> Remember this device
      </label>
      <Failure error={error} fields={['code', 'recoveryCode']} />
      <button type="submit" disabled={isPending}>
        Continue
      </button>
      <button type="button" onClick={onCancel}>
        Cancel
      </button>
    </form>
  )
}
