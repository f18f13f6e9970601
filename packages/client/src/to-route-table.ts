import type { FileTypes, Operation, Place } from '@taskpact/contract'
import type { ClientRoute, HeaderField, RouteTable } from './route-table.js'

/** Returns the routes of a contract for `createClientOf`. The result is plain data: it can be written to a file as JSON. */
export function toRouteTable(operations: readonly Operation[]): RouteTable {
  const methods = operations.filter(({ kind }) => kind !== 'stream')
  const streams = operations.filter(({ kind }) => kind === 'stream')
  return Object.fromEntries(
    methods.map((operation) => {
      const route = toClientRoute(operation)
      const stream = streams.find(({ metadata }) => metadata.streams === operation.name)
      const isLive = operation.metadata.longPoll && route.cursor
      return [operation.name, { ...route, ...(isLive && { live: stream?.route.path ?? '' }) }]
    }),
  )
}

function toClientRoute(operation: Operation): ClientRoute {
  const { route, input, places, takesBody, metadata } = operation
  const { access, requestFile, responseFile, session } = metadata
  const fieldsIn = (place: Place) => Object.keys(places).filter((field) => places[field] === place)
  const headers = fieldsIn('header') as HeaderField[] // metadata declares them
  const query = fieldsIn('query')
  const cursor = cursorField(operation)
  return {
    method: route.method,
    ...(takesBody && { body: true }),
    ...(takesBody && !requestFile && query.length > 0 && { query }),
    ...(headers.length > 0 && { headers }),
    ...(requestFile && {
      requestFile: firstFormats(requestFile),
    }),
    ...(responseFile && { responseFile: true }),
    ...(!responseFile && outputKind(operation.output)),
    ...(cursor && { cursor }),
    ...(access === 'public' && { public: true }),
    ...(session && { session }),
    ...(session === 'start' && input.shape.session && { sessionField: true }),
    path: route.path, // last, because the table then compresses better
  }
}

function outputKind(output: Operation['output']): Pick<ClientRoute, 'output'> {
  if (output === undefined) return { output: 'none' }
  return (output as { readonly def?: { readonly type?: unknown } }).def?.type === 'object' ? {} : { output: 'any' }
}

/** Returns the media types by the first format of each. */
function firstFormats(files: FileTypes): Record<string, string> {
  const types = Object.entries(files).map(([format, { mediaType }]) => [format, mediaType] as const)
  return Object.fromEntries(types.filter(([, type], at) => types.findIndex(([, other]) => other === type) === at))
}

/** A page has `items` and a `nextCursor`; the query field whose schema is `Cursor` takes the latter. */
function cursorField({ input, output, places }: Operation): string | undefined {
  const { items, nextCursor } = (output as { readonly shape?: Record<string, unknown> } | undefined)?.shape ?? {}
  if (!items || !nextCursor) return undefined
  return Object.keys(places).find((field) => places[field] === 'query' && schemaId(input.shape[field]) === 'Cursor')
}

/** The `id` in the metadata of a schema, or of the schema that it wraps as optional. */
function schemaId(schema: unknown): unknown {
  const { def, meta } = schema as {
    readonly def: { readonly innerType?: unknown }
    meta(): { id?: unknown } | undefined
  }
  return def.innerType ? schemaId(def.innerType) : meta.call(schema)?.id
}
