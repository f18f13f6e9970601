import type { Client } from '@taskpact/client'
import { useClient } from '@taskpact/client/react'
import { Failure } from '../field'
import { useSubmit } from './use-submit'

/** What a page does that a link in a mail opens. */
interface LinkPage {
  readonly title: string
  readonly button: string
  readonly use: (client: Client, token: string) => Promise<unknown>
  readonly done: string
}

export const linkPages: Readonly<Record<string, LinkPage>> = {
  '/verify-email': {
    title: 'Verify your e-mail address',
    button: 'Verify the address',
    use: (client, token) => client.auth.verifyEmail({ token }),
    done: 'The address is verified.',
  },
  '/confirm-email': {
    title: 'Confirm your new e-mail address',
    button: 'Confirm the address',
    use: (client, token) => client.auth.confirmEmail({ token }),
    done: 'The address is confirmed.',
  },
  '/undo-email-change': {
    title: 'Undo the change of your e-mail address',
    button: 'Undo the change',
    use: (client, token) => client.auth.undoEmailChange({ token }),
    done: 'The change is undone. A mail to choose a new password is on its way.',
  },
}

interface UseLinkProps {
  readonly page: LinkPage
  readonly token: string
}

/** Uses a link when the user asks for it: mail programs open links by themselves, and each works once. */
export function UseLink({ page: { title, button, use, done }, token }: UseLinkProps) {
  const client = useClient()
  const { isDone, error, submit, isPending } = useSubmit(async () => {
    await use(client, token)
  })
  return (
    <form action={submit} aria-label={title}>
      <h2>{title}</h2>
      {isDone ? (
        <p role="status">
          {done} <a href="/">Continue</a>
        </p>
      ) : (
        <button type="submit" disabled={isPending}>
          {button}
        </button>
      )}
      <Failure error={error} />
    </form>
  )
}
