import type { Database } from '@taskpact/db'
import { LRUCache } from 'lru-cache'
import { createFindActiveSession, sessionKey } from './active-sessions.js'

/**
 * Lifetime of cached statuses in milliseconds: with the query, another instance notices the end of a session within five
 * seconds. The resolution avoids timers (PERFORMANCE.md, Cached status).
 */
export const cacheLifetime = { ttl: 4000, ttlResolution: 0 } as const

export interface SessionStatusCache {
  /**
   * Returns whether a session is active. Reflects the end of a session at once if this instance ended it, else within
   * five seconds.
   */
  isActive(userId: string, sessionId: string, ctx: { readonly db: Database; readonly now: Date }): Promise<boolean>
  /** Records that this instance ended a session. */
  markEnded(userId: string, sessionId: string): void
}

export function createSessionStatusCache(): SessionStatusCache {
  const cache = new LRUCache<string, boolean, () => Promise<boolean>>({
    max: 100_000,
    ...cacheLifetime,
    fetchMethod: (_key, _stale, { context: query }) => query(),
  })
  const find = createFindActiveSession()

  return {
    async isActive(userId, sessionId, { db, now }) {
      const key = sessionKey(userId, sessionId)
      const cached = cache.get(key) // cheaper than `fetch` (PERFORMANCE.md, Cached status)
      if (cached !== undefined) return cached
      const query = () => find({ userId, sessionId }, { db, now })
      try {
        return (await cache.fetch(key, { context: query })) ?? false
      } catch (error) {
        // `markEnded` ends a query that is running.
        const ended = cache.get(key)
        if (ended === undefined) throw error
        return ended
      }
    },
    markEnded(userId, sessionId) {
      cache.set(sessionKey(userId, sessionId), false)
    },
  }
}
