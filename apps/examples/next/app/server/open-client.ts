import { createClient, createSession } from '@taskpact/client'
import { cookies } from 'next/headers'

const { API_URL = 'http://localhost:8000' } = process.env
const cookie = { httpOnly: true, secure: true, sameSite: 'lax', path: '/server', maxAge: 30 * 24 * 60 * 60 } as const

/**
 * Returns the client of the user whose tokens are in a cookie of this app. Next.js writes cookies only in server actions and route
 * handlers. Call it once per request.
 */
export async function openClient({ canWrite }: { readonly canWrite: boolean }) {
  const jar = await cookies()
  const storage = {
    get: () => jar.get('tokens')?.value,
    set: (tokens: string) => void jar.set('tokens', tokens, cookie),
    remove: () => void jar.set('tokens', '', { ...cookie, maxAge: 0 }),
    canWrite,
  }
  return createClient({ baseUrl: API_URL, session: createSession({ storage }) })
}
