import type { KeyOwner, StoredResult, Stores, Transactional } from '@taskpact/engine'
import type { Note } from './contract.js'

interface Rows {
  notes: Map<string, Note[]>
  revisions: Map<string, number>
  keys: Map<string, StoredResult & { readonly claimedAt: Date }>
}

/** Creates a database in memory. Transactions run one after the other, and a failed one is rolled back. */
export interface MemoryDatabase extends Transactional<MemoryDatabase> {
  readonly rows: Rows
  /** Names of the store queries so far. */
  readonly queries: string[]
}

export function createMemoryDatabase(): MemoryDatabase {
  const rows: Rows = { notes: new Map(), revisions: new Map(), keys: new Map() }
  let last: Promise<unknown> = Promise.resolve()
  const db: MemoryDatabase = {
    rows,
    queries: [],
    transaction(run) {
      const runOrRollBack = async () => {
        const before = structuredClone(rows)
        try {
          return await run(db)
        } catch (error) {
          Object.assign(rows, before)
          throw error
        }
      }
      const result = last.then(runOrRollBack)
      last = result.catch(() => {})
      return result
    },
  }
  return db
}

const nameOf = ({ userId, key }: KeyOwner) => `${userId}/${key}`

export const memoryStores: Stores<MemoryDatabase> = {
  idempotency: {
    async claim(db, { fingerprint, now, expired, ...owner }) {
      db.queries.push('claim')
      const known = db.rows.keys.get(nameOf(owner))
      if (known && known.claimedAt > expired) return false
      db.rows.keys.set(nameOf(owner), { fingerprint, result: null, claimedAt: now })
      return true
    },
    async get(db, owner) {
      db.queries.push('get')
      return db.rows.keys.get(nameOf(owner))
    },
    async save(db, owner, result) {
      db.queries.push('save')
      const claimed = db.rows.keys.get(nameOf(owner))
      if (claimed) db.rows.keys.set(nameOf(owner), { ...claimed, result })
    },
  },
  revisions: {
    async current(db, userId) {
      db.queries.push('current')
      return db.rows.revisions.get(userId) ?? 0
    },
  },
}
