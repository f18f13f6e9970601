import { fieldErrors } from '@taskpact/client'
import { useClient } from '@taskpact/client/react'
import { Failure, Field } from '../field'
import { textOf, useSubmit } from './use-submit'

interface RequestMailProps {
  readonly title: string
  readonly operation: 'requestPasswordReset' | 'requestSignInLink'
}

/** Asks for an address to which a link is sent. The response is the same whether an account has it. */
export function RequestMail({ title, operation }: RequestMailProps) {
  const client = useClient()
  const { isDone, error, submit, isPending } = useSubmit((form) =>
    client.auth[operation]({ email: textOf(form, 'email') ?? '' }),
  )
  return (
    <form action={submit} aria-label={title} noValidate>
      <h2>{title}</h2>
      <Field label="E-mail" name="email" type="email" autoComplete="username" error={fieldErrors(error).email} />
      <button type="submit" disabled={isPending}>
        Send a mail
      </button>
      {isDone && <p role="status">If an account has this address, a mail is on its way.</p>}
      <Failure error={error} fields={['email']} />
      <a href="/">Back</a>
    </form>
  )
}
