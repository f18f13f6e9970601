import type { Database } from '@taskpact/db'
import { createFindActiveSession, sessionKey } from './active-sessions.js'
import { createStatusCache, readStatus } from './status-cache.js'

export interface SessionStatus {
  /**
   * Returns whether a session is active. Reflects the end of a session at once if this instance ended it, else within
   * five seconds.
   */
  isActive(userId: string, sessionId: string, ctx: { readonly db: Database; readonly now: Date }): Promise<boolean>
  /** Records that this instance ended a session. */
  markEnded(userId: string, sessionId: string): void
}

export function createSessionStatus(): SessionStatus {
  const cache = createStatusCache<boolean>()
  const find = createFindActiveSession()

  return {
    async isActive(userId, sessionId, ctx) {
      const key = sessionKey(userId, sessionId)
      return cache.get(key) ?? (await readStatus(cache, key, () => find({ userId, sessionId }, ctx)))
    },
    markEnded(userId, sessionId) {
      cache.set(sessionKey(userId, sessionId), false)
    },
  }
}
