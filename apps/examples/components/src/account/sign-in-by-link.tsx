import { useClient } from '@taskpact/client/react'
import { useEffect } from 'react'
import { Failure } from '../field'
import { useSubmit } from './use-submit'

/** Signs in by the token of a mail, then shows the tasks. With a second factor, the session asks for it. */
export function SignInByLink({ token }: { readonly token: string }) {
  const client = useClient()
  const { isDone, error, submit, isPending } = useSubmit(async () => {
    await client.auth.signInWithLink({ token, session: 'cookie' })
  })
  useEffect(() => {
    if (isDone) location.assign('/')
  }, [isDone])
  return (
    <form action={submit} aria-label="Sign in by mail">
      <button type="submit" disabled={isPending}>
        Sign in
      </button>
      <Failure error={error} />
      <a href="/">Back</a>
    </form>
  )
}
