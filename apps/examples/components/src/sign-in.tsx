import { fieldErrors } from '@taskpact/client'
import { isPasskeyError, signInWithPasskey } from '@taskpact/client/passkeys'
import { useClient } from '@taskpact/client/react'
import { useActionState, useState } from 'react'
import { Failure, Field } from './field'

interface Failed {
  readonly email: string
  readonly error: unknown
}

/** Signs in or creates an account; the session then changes its status. */
export function SignIn({ hasPages = false }: { readonly hasPages?: boolean }) {
  const client = useClient()
  const [failed, submit, isPending] = useActionState(async (_previous: Failed | undefined, form: FormData) => {
    const email = String(form.get('email'))
    const method = form.get('intent') === 'sign-up' ? client.auth.signup : client.auth.signin
    try {
      await method({ email, password: String(form.get('password')) })
    } catch (error) {
      return { email, error }
    }
  }, undefined)
  const [passkeyError, setPasskeyError] = useState<unknown>()
  const withPasskey = async () => {
    setPasskeyError(undefined)
    await signInWithPasskey(client, { session: 'cookie' }).catch((error: unknown) => {
      if (!isPasskeyError(error, 'cancelled')) setPasskeyError(error)
    })
  }
  const errors = fieldErrors(failed?.error)

  return (
    <form action={submit} aria-label="Sign in" noValidate>
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        defaultValue={failed?.email}
        error={errors.email}
      />
      <Field label="Password" name="password" type="password" autoComplete="current-password" error={errors.password} />
      <Failure error={failed?.error} fields={['email', 'password']} />
      <button type="submit" disabled={isPending}>
        Sign in
      </button>
      <button type="submit" name="intent" value="sign-up" disabled={isPending}>
        Create account
      </button>
      {hasPages && (
        <>
          <button type="button" onClick={() => void withPasskey()}>
            Use a passkey
          </button>
          <Failure error={passkeyError} />
          <p>
            <a href="/forgot-password">Forgot password?</a> <a href="/sign-in">Sign in by mail</a>
          </p>
        </>
      )}
    </form>
  )
}
