import type { PersonalToken } from '@taskpact/contract'
import type { Database } from '@taskpact/db'
import { LRUCache } from 'lru-cache'
import { getPersonalToken, markPersonalTokenUsed, withKnownScopes } from './personal-token-queries.js'
import { cacheLifetime } from './session-status.js'

/** What is stored about a token. */
export interface StoredToken extends PersonalToken {
  readonly userId: string
}

interface Entry {
  readonly token: StoredToken | undefined
  /** When the use of the token was last recorded, in milliseconds since 1970. */
  usedAt: number
}

interface Context {
  readonly db: Database
  readonly now: Date
}

export interface PersonalTokenStatus {
  /**
   * Returns a token by its hash, even if it has expired. Reflects the end of a token at once if this instance ended it, else within five
   * seconds.
   */
  find(hash: string, ctx: Context): Promise<StoredToken | undefined>
  /** Records the use of a token while the request continues, at most once a minute. */
  markUsed(hash: string, ctx: Context): void
  /** Records that this instance ended a token. */
  markEnded(hash: string): void
}

/** Milliseconds between two records of the use of a token. */
const useInterval = 60_000
const ended: Entry = { token: undefined, usedAt: Number.POSITIVE_INFINITY }

export function createPersonalTokenStatus(): PersonalTokenStatus {
  const cache = new LRUCache<string, Entry, () => Promise<Entry>>({
    max: 100_000,
    ...cacheLifetime,
    fetchMethod: (_hash, _stale, { context: query }) => query(),
  })

  return {
    async find(hash, { db }) {
      const cached = cache.get(hash) // cheaper than `fetch` (PERFORMANCE.md, Cached status)
      if (cached) return cached.token
      try {
        return (await cache.fetch(hash, { context: () => read(hash, db) }))?.token
      } catch (error) {
        if (cache.get(hash) === ended) return undefined // `markEnded` ends a query that is running
        throw error
      }
    },
    markUsed(hash, { db, now }) {
      const entry = cache.get(hash)
      const usedBefore = now.getTime() - useInterval
      if (!entry || entry.usedAt > usedBefore) return
      const { usedAt } = entry
      entry.usedAt = now.getTime()
      markPersonalTokenUsed(db, {
        hash,
        now: now.toISOString(),
        usedBefore: new Date(usedBefore).toISOString(),
      }).catch(() => {
        entry.usedAt = usedAt
      })
    },
    markEnded(hash) {
      cache.set(hash, ended)
    },
  }
}

async function read(hash: string, db: Database): Promise<Entry> {
  const [token] = await getPersonalToken(db, { hash })
  return { token: token && withKnownScopes(token), usedAt: token?.lastUsedAt ? Date.parse(token.lastUsedAt) : 0 }
}
