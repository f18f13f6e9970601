import type { Operation } from '@taskpact/contract'
import type { RouteTable } from './route-table.js'

/** The run-time half of the typed client, derived from the operations of a contract. */
export function toRouteTable(operations: readonly Operation[]): RouteTable {
  return Object.fromEntries(
    operations.map(({ name, route, places, takesBody }) => {
      const query = Object.keys(places).filter((field) => places[field] === 'query')
      return [name, { method: route.method, path: route.path, query, body: takesBody }]
    }),
  )
}
