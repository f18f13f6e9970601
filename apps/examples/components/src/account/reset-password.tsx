import { fieldErrors } from '@taskpact/client'
import { useClient } from '@taskpact/client/react'
import { Failure, Field } from '../field'
import { textOf, useSubmit } from './use-submit'

/** Sets a new password by the token of a mail. */
export function ResetPassword({ token }: { readonly token: string }) {
  const client = useClient()
  const { isDone, error, submit, isPending } = useSubmit((form) =>
    client.auth.resetPassword({ token, newPassword: textOf(form, 'newPassword') ?? '' }),
  )
  if (isDone)
    return (
      <p role="status">
        The password is set. <a href="/">Sign in</a>
      </p>
    )
  return (
    <form action={submit} aria-label="Choose a new password" noValidate>
      <h2>Choose a new password</h2>
      <Field
        label="New password"
        name="newPassword"
        type="password"
        autoComplete="new-password"
        error={fieldErrors(error).newPassword}
      />
      <button type="submit" disabled={isPending}>
        Set the password
      </button>
      <Failure error={error} fields={['newPassword']} />
    </form>
  )
}
