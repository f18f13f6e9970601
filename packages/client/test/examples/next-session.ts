import { createClient, createSession } from '@taskpact/client'
import { cookies } from 'next/headers'

/** Returns the client of the user whose tokens are in a cookie of this app. Call it once per request. */
export async function openClient({ canWrite }: { canWrite: boolean }) {
  const jar = await cookies()
  const options = { httpOnly: true, secure: true, sameSite: 'lax', path: '/', maxAge: 30 * 24 * 60 * 60 } as const
  const session = createSession({
    storage: {
      get: () => jar.get('session')?.value,
      set: (tokens) => void jar.set('session', tokens, options),
      remove: () => void jar.delete('session'),
      canWrite,
    },
  })
  return createClient({ baseUrl: process.env.API ?? 'http://localhost:8000', session })
}
