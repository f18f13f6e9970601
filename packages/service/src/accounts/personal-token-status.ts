import type { PersonalToken } from '@taskpact/contract'
import type { Database } from '@taskpact/db'
import type { IdentifyContext } from '@taskpact/engine'
import { LRUCache } from 'lru-cache'
import { getPersonalToken, markPersonalTokenUsed, withKnownScopes } from './personal-token-queries.js'
import { recordUse, type Used, usedAtOf } from './record-use.js'
import { cacheLifetime } from './session-status.js'
import type { UnknownTokenLimiter } from './unknown-tokens.js'

/** What is stored about a token. */
export interface StoredToken extends PersonalToken {
  readonly userId: string
}

interface Entry extends Used {
  readonly token: StoredToken | undefined
}

type Context = IdentifyContext<Database>

export interface PersonalTokenStatus {
  /**
   * Returns a token by its hash, even if it has expired. Reflects the end of a token at once if this instance ended it, else within five
   * seconds.
   */
  find(hash: string, ctx: Context): Promise<StoredToken | undefined>
  /** Records the use of a token, at most once a minute. The request does not wait for it. */
  markUsed(hash: string, ctx: Context): void
  /** Records that this instance ended a token. */
  markEnded(hash: string): void
}

const ended: Entry = { token: undefined, usedAt: Number.POSITIVE_INFINITY }

export function createPersonalTokenStatus(unknownTokens: UnknownTokenLimiter): PersonalTokenStatus {
  const cache = new LRUCache<string, Entry, () => Promise<Entry>>({
    max: 100_000,
    ...cacheLifetime,
    fetchMethod: (_hash, _stale, { context: query }) => query(),
  })

  return {
    async find(hash, { db, client }) {
      const cached = cache.get(hash) // cheaper than `fetch` (PERFORMANCE.md, Cached status)
      if (cached) return cached.token
      try {
        const lookUp = async () => (await cache.fetch(hash, { context: () => read(hash, db) }))?.token
        return await unknownTokens.limit(client, lookUp)
      } catch (error) {
        if (cache.get(hash) === ended) return undefined // `markEnded` ends a query that is running
        throw error
      }
    },
    markUsed(hash, { db, now }) {
      const entry = cache.get(hash)
      if (entry) recordUse(entry, now, (use) => markPersonalTokenUsed(db, { hash, ...use }))
    },
    markEnded(hash) {
      cache.set(hash, ended)
    },
  }
}

async function read(hash: string, db: Database): Promise<Entry> {
  const [token] = await getPersonalToken(db, { hash })
  return { token: token && withKnownScopes(token), usedAt: usedAtOf(token?.lastUsedAt) }
}
