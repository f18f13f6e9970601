import { is, Param, Placeholder } from 'drizzle-orm'

/**
 * Has a prepared query send each value once, wherever its statement has it: drizzle gives every mention a place of its own. An
 * update names 17 values 28 times, and each place costs the driver and the server.
 */
export function onePlaceEach<Q>(query: Q): Q {
  const prepared = query as Prepared
  if (prepared.params === undefined || prepared.queryString === undefined) return query
  const places: unknown[] = []
  const placeOf = prepared.params.map((param) => {
    const known = places.findIndex((place) => isSame(place, param))
    return known < 0 ? places.push(param) : known + 1
  })
  prepared.queryString = prepared.queryString.replace(/\$(\d+)/g, (_, place) => `$${placeOf[Number(place) - 1]}`)
  prepared.params = places
  return query
}

/** What drizzle keeps with a query that it has prepared; its types do not show it. */
interface Prepared {
  params?: unknown[]
  queryString?: string
}

/** Whether two mentions are of one value, written in one way. */
function isSame(one: unknown, other: unknown): boolean {
  if (is(one, Placeholder)) return is(other, Placeholder) && one.name === other.name
  return is(one, Param) && is(other, Param) && one.encoder === other.encoder && isSame(one.value, other.value)
}
