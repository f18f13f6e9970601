import type { PersonalToken } from '@taskpact/contract'
import type { Database } from '@taskpact/db'
import type { IdentifyContext } from '@taskpact/engine'
import { getPersonalToken, markPersonalTokenUsed, withKnownScopes } from './personal-token-queries.js'
import { recordUse, type Used, usedAtOf } from './record-use.js'
import { createStatusCache, readStatus } from './status-cache.js'
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
  const cache = createStatusCache<Entry>()

  return {
    async find(hash, { db, client }) {
      const cached = cache.get(hash)
      if (cached) return cached.token
      return await unknownTokens.limit(client, async () => (await readStatus(cache, hash, () => read(hash, db))).token)
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
