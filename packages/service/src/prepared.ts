import type { Database } from '@taskpact/db'
import { decodingOnce } from './decode-rows.js'
import { onePlaceEach } from './one-place-each.js'
import { sendingDirectly } from './sending-directly.js'

type Builders = Readonly<Record<string, (db: Database) => unknown>>
type Built<B extends Builders> = { readonly [K in keyof B]: ReturnType<B[K]> }

/**
 * Builds each query once for a database handle, when it is first asked for. A prepared query belongs to the handle that it
 * was made from: the pool keeps its queries for good, a transaction for as long as it runs.
 */
export function prepared<B extends Builders>(builders: B): (db: Database) => Built<B> {
  const built = new WeakMap<Database, Built<B>>()
  return (db) => {
    const queries = built.get(db) ?? (lazily(builders, db) as Built<B>) // by the same names
    built.set(db, queries)
    return queries
  }
}

function lazily(builders: Builders, db: Database): object {
  const queries = new Map<string, unknown>()
  const get = (name: string, build: Builders[string]) => {
    if (!queries.has(name)) queries.set(name, planned(build(db)))
    return queries.get(name)
  }
  return Object.defineProperties(
    {},
    Object.fromEntries(Object.entries(builders).map(([name, build]) => [name, { get: () => get(name, build) }])),
  )
}

/** Has a query that drizzle prepared find out once what it would find out each time. */
export function planned<Q>(query: Q): Q {
  return sendingDirectly(decodingOnce(onePlaceEach(query)))
}
