import { fieldErrors, type User } from '@taskpact/client'
import { useClient } from '@taskpact/client/react'
import { Failure, Field } from '../field'
import { Section } from './section'
import { useConfirmed } from './step-up'
import { textOf, useSubmit } from './use-submit'

/** Shows whether the address is verified, and changes it. */
export function EmailSection({ user }: { readonly user: User }) {
  const client = useClient()
  const confirmed = useConfirmed()
  const resend = useSubmit(async () => {
    await client.auth.resendVerification({ email: user.email ?? '' })
  })
  const change = useSubmit(async (form) => {
    const email = textOf(form, 'email') ?? ''
    const password = textOf(form, 'password')
    await confirmed(() => client.auth.changeEmail({ email, ...(password && { password }) }))
    return `A mail to ${email} is on its way.`
  })
  const errors = fieldErrors(change.error)
  return (
    <Section title="E-mail">
      <p>
        {user.email} is {user.emailVerified ? 'verified' : 'not verified'}.
      </p>
      {!user.emailVerified && (
        <form action={resend.submit}>
          <button type="submit" disabled={resend.isPending}>
            Send the mail again
          </button>
          {resend.isDone && <p role="status">A mail is on its way.</p>}
          <Failure error={resend.error} />
        </form>
      )}
      <form action={change.submit} noValidate>
        <Field label="New e-mail" name="email" type="email" autoComplete="email" error={errors.email} />
        <Field
          label="Current password"
          name="password"
          type="password"
          autoComplete="current-password"
          error={errors.password}
        />
        <button type="submit" disabled={change.isPending}>
          Change the address
        </button>
        {change.isDone && <p role="status">{change.message}</p>}
        <Failure error={change.error} fields={['email', 'password']} />
      </form>
    </Section>
  )
}
