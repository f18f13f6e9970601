import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { fieldErrors } from '@taskpact/client'
import { registerPasskey } from '@taskpact/client/passkeys'
import { useClient } from '@taskpact/client/react'
import { Failure, Field } from '../field'
import { Section } from './section'
import { useConfirmed } from './step-up'
import { textOf, useSubmit } from './use-submit'

const queryKey = ['passkeys']

/** Lists, adds and removes passkeys. */
export function PasskeysSection() {
  const client = useClient()
  const queryClient = useQueryClient()
  const confirmed = useConfirmed()
  const changed = () => queryClient.invalidateQueries({ queryKey })
  const { data, error } = useQuery({ queryKey, queryFn: () => client.auth.passkeys.list() })
  const add = useSubmit(async (form) => {
    const password = textOf(form, 'password')
    const name = textOf(form, 'name') ?? ''
    await confirmed(() => registerPasskey(client, { name, ...(password && { password }) }))
    await changed()
  })
  const remove = useMutation({
    mutationFn: (input: { passkeyId: string; password?: string }) =>
      confirmed(() => client.auth.passkeys.remove(input)),
    onSuccess: changed,
  })
  const errors = fieldErrors(add.error)
  return (
    <Section title="Passkeys">
      <Failure error={error} />
      <form action={add.submit} noValidate>
        <Field label="Name" name="name" error={errors.name} />
        <Field
          label="Current password"
          name="password"
          type="password"
          autoComplete="current-password"
          error={errors.password}
        />
        <button type="submit" disabled={add.isPending}>
          Add a passkey
        </button>
        <ul>
          {data?.items.map(({ id, name }) => (
            <li key={id}>
              {name}{' '}
              <button
                type="button"
                onClick={({ currentTarget }) => {
                  const password = currentTarget.form ? textOf(new FormData(currentTarget.form), 'password') : undefined
                  remove.mutate({ passkeyId: id, ...(password && { password }) })
                }}
              >
                Remove {name}
              </button>
            </li>
          ))}
        </ul>
        <Failure error={add.error ?? remove.error} fields={['name', 'password']} />
      </form>
    </Section>
  )
}
