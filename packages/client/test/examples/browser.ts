import { createClient, createSession } from '@taskpact/client'

export const session = createSession({ storage: 'cookie' })
export const client = createClient({ baseUrl: 'https://tasks.example.org', session })

export const unsubscribe = session.subscribe(() => console.log(session.status, session.user?.email))
