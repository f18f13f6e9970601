import { compiledQuery, type Database, sessions } from '@taskpact/db'
import { and, eq, gt, sql } from 'drizzle-orm'
import { LRUCache } from 'lru-cache'

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

const getActiveSession = compiledQuery({
  name: 'session_is_active',
  build: (db) =>
    db
      .select({ id: sessions.id })
      .from(sessions)
      .where(
        and(
          eq(sessions.userId, sql.placeholder('userId')),
          eq(sessions.id, sql.placeholder('sessionId')),
          gt(sessions.expiresAt, sql`${sql.placeholder('now')}::timestamptz`),
        ),
      ),
})

export function createSessionStatusCache(): SessionStatusCache {
  const cache = new LRUCache<string, boolean, () => Promise<boolean>>({
    max: 100_000,
    ...cacheLifetime,
    fetchMethod: (_key, _stale, { context: query }) => query(),
  })

  return {
    async isActive(userId, sessionId, { db, now }) {
      const key = `${userId} ${sessionId}`
      const cached = cache.get(key) // cheaper than `fetch` (PERFORMANCE.md, Cached status)
      if (cached !== undefined) return cached
      const query = async () => {
        const rows = await getActiveSession(db, { userId, sessionId, now: now.toISOString() })
        return rows.length > 0
      }
      return (await cache.fetch(key, { context: query })) ?? false
    },
    markEnded(userId, sessionId) {
      cache.set(`${userId} ${sessionId}`, false)
    },
  }
}
