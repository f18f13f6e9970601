import type { Database } from '@taskpact/db'
import { LRUCache } from 'lru-cache'
import { recordUse, type Used, usedAtOf } from '../record-use.js'
import { cacheLifetime } from '../session-status.js'
import { getGrant, markGrantUsed } from './record-queries.js'

interface StatusContext {
  readonly db: Database
  readonly now: Date
}

export interface GrantStatus {
  /** Returns whether a grant of a user, by its hash, has not ended. The end by another instance takes effect within five seconds. */
  isActive(hash: string, userId: string, ctx: StatusContext): Promise<boolean>
  /** Records that an app acted for the user, at most once a minute. The request does not wait for it. */
  markUsed(hash: string, ctx: StatusContext): void
  /** Records that this instance ended a grant. */
  markEnded(hash: string): void
}

interface Entry extends Used {
  readonly owner: string | null
}

const ended: Entry = { owner: null, usedAt: Number.POSITIVE_INFINITY }

export function createGrantStatus(): GrantStatus {
  const cache = new LRUCache<string, Entry, () => Promise<Entry>>({
    max: 100_000,
    ...cacheLifetime,
    fetchMethod: (_hash, _stale, { context: query }) => query(),
  })

  return {
    async isActive(hash, userId, { db, now }) {
      const cached = cache.get(hash) // cheaper than `fetch` (PERFORMANCE.md, Cached status)
      if (cached) return cached.owner === userId
      const query = async (): Promise<Entry> => {
        const [grant] = await getGrant(db, { hash, now: now.toISOString() })
        return grant ? { owner: grant.owner, usedAt: usedAtOf(grant.lastUsedAt) } : ended
      }
      try {
        return (await cache.fetch(hash, { context: query }))?.owner === userId
      } catch (error) {
        if (cache.get(hash) === ended) return false // `markEnded` ends a query that is running
        throw error
      }
    },
    markUsed(hash, { db, now }) {
      const entry = cache.get(hash)
      if (entry) recordUse(entry, now, (use) => markGrantUsed(db, { hash, ...use }))
    },
    markEnded(hash) {
      cache.set(hash, ended)
    },
  }
}
