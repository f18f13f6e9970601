import { linkPages, UseLink } from './link-page'
import { RequestMail } from './request-mail'
import { ResetPassword } from './reset-password'
import { SignInByLink } from './sign-in-by-link'

interface AccountPageProps {
  readonly path: string
  /** Token of the link that opened the page. */
  readonly token: string | undefined
}

/** Returns the page at a path that needs no session, or undefined if there is none. */
export function accountPage({ path, token }: AccountPageProps) {
  const page = linkPages[path]
  if (page && token !== undefined) return <UseLink page={page} token={token} />
  if (path === '/reset-password' && token !== undefined) return <ResetPassword token={token} />
  if (path === '/forgot-password' || path === '/reset-password')
    return <RequestMail title="Reset your password" operation="requestPasswordReset" />
  if (path === '/sign-in' && token !== undefined) return <SignInByLink token={token} />
  if (path === '/sign-in') return <RequestMail title="Sign in by mail" operation="requestSignInLink" />
  return undefined
}
