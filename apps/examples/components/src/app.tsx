'use client'

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { User } from '@taskpact/client'
import { SessionProvider, type SessionProviderProps, useSession } from '@taskpact/client/react'
import { useState } from 'react'
import { accountPage } from './account/account-page'
import { SettingsPage } from './account/settings-page'
import { SignIn } from './sign-in'
import { SignInCode } from './sign-in-code'
import { TasksPage } from './tasks-page'

export interface AppProps extends Omit<SessionProviderProps, 'children'> {
  /** Path of the URL, if the app has the pages for accounts. */
  readonly path?: string | undefined
  /** Token of the link in a mail that opened the app. */
  readonly token?: string | undefined
}

/** Shows the tasks of the signed-in user, the form to sign in, or a page for accounts. */
export function App({ path, token, ...props }: AppProps) {
  return (
    <SessionProvider {...props}>
      <main>
        <h1>Tasks</h1>
        <Content session={props.session} path={path} token={token} />
      </main>
    </SessionProvider>
  )
}

function Content({ session, path, token }: Pick<AppProps, 'session' | 'path' | 'token'>) {
  const { status, user, secondFactor } = useSession()
  if (status === 'loading') return <p role="status">Loading…</p>
  const page = path === undefined ? undefined : accountPage({ path, token })
  if (page && !secondFactor) return page
  // The key discards forms and cached queries of a user if another one signs in, also in another tab.
  if (user) return <ContentOf key={user.id} user={user} path={path} />
  return secondFactor ? (
    <SignInCode
      step={secondFactor}
      onSignedIn={() => page && location.assign('/')} // its link was used
      onCancel={() => session.clearLocal()}
    />
  ) : (
    <SignIn hasPages={path !== undefined} />
  )
}

function ContentOf({ user, path }: { readonly user: User; readonly path: string | undefined }) {
  const [queryClient] = useState(() => new QueryClient())
  return (
    <QueryClientProvider client={queryClient}>
      {path === '/settings' ? <SettingsPage user={user} /> : <TasksPage user={user} hasPages={path !== undefined} />}
    </QueryClientProvider>
  )
}
