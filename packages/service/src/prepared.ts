import type { Database } from '@taskpact/db'

/**
 * Builds queries once for each database handle. A prepared query belongs to the handle that it was made from:
 * the pool keeps its queries for good, a transaction for as long as it runs.
 */
export function prepared<Q>(build: (db: Database) => Q): (db: Database) => Q {
  const built = new WeakMap<Database, Q>()
  return (db) => {
    const queries = built.get(db) ?? build(db)
    built.set(db, queries)
    return queries
  }
}
