import { SessionProvider, type SessionProviderProps, useSession } from '@taskpact/client/react'
import { SignIn } from '../sign-in'
import { OfflinePage } from './offline-page'

interface OfflineAppProps extends Omit<SessionProviderProps, 'children'> {
  /** Name of the device, for a page that shows several. */
  readonly device: string
}

/** Shows tasks that can be changed offline. */
export function OfflineApp({ device, ...props }: OfflineAppProps) {
  return (
    <SessionProvider {...props}>
      <main>
        <h1>Tasks on {device}</h1>
        <Content device={device} />
      </main>
    </SessionProvider>
  )
}

function Content({ device }: Pick<OfflineAppProps, 'device'>) {
  const { status, user } = useSession()
  if (status === 'loading') return <p role="status">Loading…</p>
  return user ? <OfflinePage key={user.id} userId={user.id} device={device} /> : <SignIn />
}
