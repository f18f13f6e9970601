import { fieldErrors } from '@taskpact/client'
import { useClient } from '@taskpact/client/react'
import { Failure, Field } from '../field'
import { Section } from './section'
import { useConfirmed } from './step-up'
import { textOf, useSubmit } from './use-submit'

/** Changes the password, which ends all other sessions. */
export function PasswordSection() {
  const client = useClient()
  const confirmed = useConfirmed()
  const { isDone, error, submit, isPending } = useSubmit(async (form) => {
    const currentPassword = textOf(form, 'currentPassword')
    const newPassword = textOf(form, 'newPassword') ?? ''
    await confirmed(() => client.auth.changePassword({ newPassword, ...(currentPassword && { currentPassword }) }))
  })
  const errors = fieldErrors(error)
  return (
    <Section title="Password">
      <form action={submit} noValidate>
        <Field
          label="Current password"
          name="currentPassword"
          type="password"
          autoComplete="current-password"
          error={errors.currentPassword}
        />
        <Field
          label="New password"
          name="newPassword"
          type="password"
          autoComplete="new-password"
          error={errors.newPassword}
        />
        <button type="submit" disabled={isPending}>
          Change the password
        </button>
        {isDone && <p role="status">The password is changed.</p>}
        <Failure error={error} fields={['currentPassword', 'newPassword']} />
      </form>
    </Section>
  )
}
