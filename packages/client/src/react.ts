'use client'

import type { User } from '@taskpact/contract'
import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useMemo,
  useSyncExternalStore,
} from 'react'
import type { Client } from './create-client.js'
import type { SecondFactorStep, Session, SessionStatus } from './session.js'

export type * from './inferred-types.js'
export type { SecondFactorStep, Session, SessionStatus } from './session.js'

export interface SessionProviderProps {
  /** The session of the client. Create both once, outside of components. */
  readonly session: Session
  readonly client: Client
  readonly children?: ReactNode
}

type Provided = Pick<SessionProviderProps, 'session' | 'client'>

const SessionContext = createContext<Provided | undefined>(undefined)

/** Provides a session and its client to the components below. */
export function SessionProvider({ session, client, children }: SessionProviderProps): ReactElement {
  const value = useMemo(() => ({ session, client }), [session, client])
  return createElement(SessionContext.Provider, { value }, children)
}

/** What a page shows of a session. */
export interface SessionSnapshot {
  readonly status: SessionStatus
  readonly user: User | undefined
  /** Set while a sign-in waits for its second step. */
  readonly secondFactor: SecondFactorStep | undefined
}

/**
 * Returns the status of the session, its user and a pending second step, and renders again after each change, also by another tab. The
 * status is `loading` during server rendering. Give the tree of a user a `key` of `user.id`, so that nothing of one user is left for the next.
 */
export function useSession(): SessionSnapshot {
  const { session } = useProvided()
  const status = useSyncExternalStore(session.subscribe, () => session.status, loading)
  const user = useSyncExternalStore(session.subscribe, () => session.user, none)
  const secondFactor = useSyncExternalStore(session.subscribe, () => session.secondFactor, none)
  return { status, user, secondFactor }
}

/** Returns the client of the nearest `SessionProvider`. */
export function useClient(): Client {
  return useProvided().client
}

function useProvided(): Provided {
  const provided = useContext(SessionContext)
  if (!provided) throw new Error('Render this component below a SessionProvider.')
  return provided
}

const loading = (): SessionStatus => 'loading'
const none = () => undefined
