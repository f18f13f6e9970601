import { compiledQuery, type Database, sessions } from '@taskpact/db'
import { and, eq, gt, sql } from 'drizzle-orm'
import { LRUCache } from 'lru-cache'

/**
 * How long an instance goes on without asking whether another one ended a session: with the asking, under five seconds. The clock is
 * read each time, for otherwise the cache keeps a timer for each millisecond that it is used in, which wakes the process.
 */
export const expiry = { ttl: 4000, ttlResolution: 0 } as const

export interface Liveness {
  /** Whether the session goes on: as this instance knows at once, and as the database knew at most five seconds ago. */
  isAlive(userId: string, sessionId: string, ctx: { readonly db: Database; readonly now: Date }): Promise<boolean>
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

export function createLiveness(): Liveness {
  const cache = new LRUCache<string, boolean, () => Promise<boolean>>({
    max: 100_000,
    ...expiry,
    fetchMethod: (_key, _stale, { context: ask }) => ask(),
  })

  return {
    async isAlive(userId, sessionId, { db, now }) {
      const key = `${userId} ${sessionId}`
      const known = cache.get(key) // `fetch` makes a promise of its own even of what is known
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
