'use client'

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { User } from '@taskpact/client'
import { SessionProvider, type SessionProviderProps, useSession } from '@taskpact/client/react'
import { useState } from 'react'
import { SignIn } from './sign-in'
import { SignInCode } from './sign-in-code'
import { TasksPage } from './tasks-page'

/** Shows the tasks of the signed-in user, or the form to sign in. */
export function App(props: Omit<SessionProviderProps, 'children'>) {
  return (
    <SessionProvider {...props}>
      <main>
        <h1>Tasks</h1>
        <Content session={props.session} />
      </main>
    </SessionProvider>
  )
}

function Content({ session }: Pick<SessionProviderProps, 'session'>) {
  const { status, user, secondFactor } = useSession()
  if (status === 'loading') return <p role="status">Loading…</p>
  // The key discards forms and cached queries of a user if another one signs in, also in another tab.
  if (user) return <ContentOf key={user.id} user={user} />
  return secondFactor ? <SignInCode step={secondFactor} onCancel={() => session.clearLocal()} /> : <SignIn />
}

function ContentOf({ user }: { readonly user: User }) {
  const [queryClient] = useState(() => new QueryClient())
  return (
    <QueryClientProvider client={queryClient}>
      <TasksPage user={user} />
    </QueryClientProvider>
  )
}
