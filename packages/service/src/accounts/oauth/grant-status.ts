import type { Database } from '@taskpact/db'
import { LRUCache } from 'lru-cache'
import { cacheLifetime } from '../session-status.js'
import { getGrant } from './record-queries.js'

export interface GrantStatus {
  /**
   * Returns whether a user's grant to an app, by its hash, has not ended. Reflects the end of a grant at once if this instance ended it, else
   * within five seconds.
   */
  isActive(hash: string, userId: string, ctx: { readonly db: Database; readonly now: Date }): Promise<boolean>
  /** Records that this instance ended a grant. */
  markEnded(hash: string): void
}

interface Entry {
  readonly owner: string | null
}

const ended: Entry = { owner: null }

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
        return grant ?? ended
      }
      try {
        return (await cache.fetch(hash, { context: query }))?.owner === userId
      } catch (error) {
        if (cache.get(hash) === ended) return false // `markEnded` ends a query that is running
        throw error
      }
    },
    markEnded(hash) {
      cache.set(hash, ended)
    },
  }
}
