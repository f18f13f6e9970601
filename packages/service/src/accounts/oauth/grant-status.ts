import type { Database } from '@taskpact/db'
import { recordUse, type Used, usedAtOf } from '../record-use.js'
import { createStatusCache, readStatus } from '../status-cache.js'
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
  const cache = createStatusCache<Entry>()

  return {
    async isActive(hash, userId, ctx) {
      const { owner } = cache.get(hash) ?? (await readStatus(cache, hash, () => read(hash, ctx)))
      return owner === userId
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

async function read(hash: string, { db, now }: StatusContext): Promise<Entry> {
  const [grant] = await getGrant(db, { hash, now: now.toISOString() })
  return grant ? { owner: grant.owner, usedAt: usedAtOf(grant.lastUsedAt) } : ended
}
