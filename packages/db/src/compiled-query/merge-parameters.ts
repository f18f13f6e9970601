import { is, Param, Placeholder, type Query } from 'drizzle-orm'

/**
 * Gives each value one parameter, however often the statement uses it. Drizzle creates one for each use, and each costs the driver and
 * the server time (PERFORMANCE.md, Compiled queries).
 */
export function mergeParameters({ sql, params }: Query): Pick<Query, 'sql' | 'params'> {
  const merged: unknown[] = []
  const positions = params.map((param) => {
    const known = merged.findIndex((other) => isSame(other, param))
    return known < 0 ? merged.push(param) : known + 1
  })
  return { sql: sql.replace(/\$(\d+)/g, (_, position) => `$${positions[Number(position) - 1]}`), params: merged }
}

/** Whether two parameters are the same placeholder, encoded in the same way. Fixed values stay apart. */
function isSame(one: unknown, other: unknown): boolean {
  if (is(one, Placeholder)) return is(other, Placeholder) && one.name === other.name
  return is(one, Param) && is(other, Param) && one.encoder === other.encoder && isSame(one.value, other.value)
}
