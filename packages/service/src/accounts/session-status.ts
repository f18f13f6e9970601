import { compiledQuery, type Database, sessions } from '@taskpact/db'
import { and, eq, gt, sql } from 'drizzle-orm'
import { LRUCache } from 'lru-cache'

/**
 * How long a status is cached: with the query, another instance notices the end of a session within five seconds. A resolution of 0 reads
 * the clock each time; otherwise the cache sets a timer for each millisecond in which it is used.
 */
export const expiry = { ttl: 4000, ttlResolution: 0 } as const

export interface SessionStatusCache {
  /** Whether a session is active: up to date for sessions ended by this instance, at most five seconds old for others. */
  isActive(userId: string, sessionId: string, ctx: { readonly db: Database; readonly now: Date }): Promise<boolean>
  end(userId: string, sessionId: string): void
}

const getActiveSession = compiledQuery({
  name: 'session_alive',
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
    ...expiry,
    fetchMethod: (_key, _stale, { context: ask }) => ask(),
  })

  return {
    async isActive(userId, sessionId, { db, now }) {
      const key = `${userId} ${sessionId}`
      const known = cache.get(key) // `fetch` creates promises even for cached values
      if (known !== undefined) return known
      const ask = async () => {
        const rows = await getActiveSession(db, { userId, sessionId, now: now.toISOString() })
        return rows.length > 0
      }
      return (await cache.fetch(key, { context: ask })) ?? false
    },
    end(userId, sessionId) {
      cache.set(`${userId} ${sessionId}`, false)
    },
  }
}
