import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { fieldErrors } from '@taskpact/client'
import { useClient } from '@taskpact/client/react'
import { useState } from 'react'
import { Failure, Field } from '../field'
import { Section } from './section'
import { useConfirmed } from './step-up'
import { textOf, useSubmit } from './use-submit'

const queryKey = ['second factor']

/** Enables and disables codes of an authenticator app. */
export function SecondFactorSection() {
  const client = useClient()
  const queryClient = useQueryClient()
  const [recoveryCodes, setRecoveryCodes] = useState<readonly string[]>()
  const { data, error } = useQuery({ queryKey, queryFn: () => client.auth.secondFactor.get() })
  const changed = (codes?: readonly string[]) => {
    setRecoveryCodes(codes)
    return queryClient.invalidateQueries({ queryKey })
  }
  return (
    <Section title="Second factor">
      <Failure error={error} />
      {data && (data.totp ? <Disable onDisabled={changed} /> : <Enable onEnabled={changed} />)}
      {recoveryCodes && (
        <>
          <p>Store these codes: each replaces the app once, if you lose it. They are not shown again.</p>
          <ul aria-label="Recovery codes">
            {recoveryCodes.map((code) => (
              <li key={code}>
                <code>{code}</code>
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  )
}

function Enable({ onEnabled }: { readonly onEnabled: (codes: readonly string[]) => void }) {
  const client = useClient()
  const confirmed = useConfirmed()
  const [begun, setBegun] = useState<{ readonly secret: string; readonly uri: string }>()
  const begin = useSubmit(async (form) => {
    const password = textOf(form, 'password')
    setBegun(await confirmed(() => client.auth.secondFactor.begin({ ...(password && { password }) })))
  })
  const enable = useSubmit(async (form) => {
    const { recoveryCodes } = await client.auth.secondFactor.enable({ code: textOf(form, 'code') ?? '' })
    onEnabled(recoveryCodes)
  })
  if (!begun)
    return (
      <form action={begin.submit} noValidate>
        <Field
          label="Current password"
          name="password"
          type="password"
          autoComplete="current-password"
          error={fieldErrors(begin.error).password}
        />
        <button type="submit" disabled={begin.isPending}>
          Set up
        </button>
        <Failure error={begin.error} fields={['password']} />
      </form>
    )
  return (
    <form action={enable.submit} noValidate>
      <p>
        <a href={begun.uri}>Open your authenticator app</a>, or enter this key there: <code>{begun.secret}</code>
      </p>
      <Field label="Code" name="code" autoComplete="one-time-code" error={fieldErrors(enable.error).code} />
      <button type="submit" disabled={enable.isPending}>
        Enable
      </button>
      <Failure error={enable.error} fields={['code']} />
    </form>
  )
}

function Disable({ onDisabled }: { readonly onDisabled: () => void }) {
  const client = useClient()
  const confirmed = useConfirmed()
  const disable = useMutation({
    mutationFn: () => confirmed(() => client.auth.secondFactor.disable({})),
    onSuccess: () => onDisabled(),
  })
  return (
    <>
      <p>The second factor is enabled.</p>
      <button type="button" disabled={disable.isPending} onClick={() => disable.mutate()}>
        Disable
      </button>
      <Failure error={disable.error} />
    </>
  )
}
