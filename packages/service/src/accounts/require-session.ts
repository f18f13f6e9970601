import type { UserContext } from '../context.js'
import { invalidToken } from './access-token.js'
import { getSession } from './session-queries.js'

/**
 * Throws `invalid_token` if the session of the caller has ended, which another instance notices up to five seconds later. The user must be
 * locked, so that a request that the user confirmed before a reset of the password adds nothing after it.
 */
export async function requireSession({ caller: { userId, sessionId }, db }: UserContext): Promise<void> {
  if (sessionId === undefined) return // a token of an external issuer
  const found = await getSession(db, { userId, sessionId })
  if (found.length === 0) throw invalidToken()
}
