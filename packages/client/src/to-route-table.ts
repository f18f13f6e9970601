import type { HeaderParameterName, headerParameters, Operation, Place } from '@taskpact/contract'
import type { ClientRoute, RouteTable } from './route-table.js'

/** The run-time half of the typed client, derived from the operations of a contract. */
export function toRouteTable(operations: readonly Operation[]): RouteTable {
  return Object.fromEntries(operations.map((operation) => [operation.name, toClientRoute(operation)]))
}

function toClientRoute(operation: Operation): ClientRoute {
  const { kind, route, input, places, takesBody, metadata } = operation
  const { access, idempotency, responseFile: sends, requestFile: takes } = metadata
  const fieldsIn = (place: Place) => Object.keys(places).filter((field) => places[field] === place)
  const headers = fieldsIn('header').map((field) => [field, headerNames[field as HeaderParameterName]]) // no others are in headers
  const repeat = kind === 'query' ? 'safe' : idempotency === 'key' ? 'key' : undefined
  const session = metadata.session === 'start' && input.shape.session ? 'chooses' : metadata.session
  const pages = pageField(operation)
  return {
    method: route.method,
    path: route.path,
    query: fieldsIn('query'),
    body: takesBody,
    ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
    ...(takes && {
      takes: Object.fromEntries(Object.entries(takes).map(([format, { mediaType }]) => [format, mediaType])),
    }),
    ...(sends && { sends: true }),
    ...(repeat && { repeat }),
    ...(pages && { pages }),
    ...(access === 'public' && { public: true }),
    ...(session && { session }),
  }
}

/** A page has `items` and a `nextCursor`; the field of the query that has the type of a cursor takes it. */
function pageField({ input, output, places }: Operation): string | undefined {
  const { items, nextCursor } = (output as { readonly shape?: Record<string, unknown> } | undefined)?.shape ?? {}
  if (!items || !nextCursor) return undefined
  return Object.keys(places).find((field) => places[field] === 'query' && typeId(input.shape[field]) === 'Cursor')
}

/** The name that a schema gives itself, or what it makes optional. */
function typeId(schema: unknown): unknown {
  const { def, meta } = schema as {
    readonly def: { readonly innerType?: unknown }
    meta(): { id?: unknown } | undefined
  }
  return def.innerType ? typeId(def.innerType) : meta.call(schema)?.id
}

/** The contract's names, which the compiler compares: to import them would load its validator. */
const headerNames: { readonly [F in HeaderParameterName]: (typeof headerParameters)[F]['header'] } = {
  ifMatch: 'If-Match',
  idempotencyKey: 'Idempotency-Key',
}
