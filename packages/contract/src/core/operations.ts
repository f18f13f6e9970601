import * as z from 'zod'
import { deprecationProblem } from './deprecation.js'
import { headerParameters, headerParametersOf } from './header-parameters.js'
import type { Metadata, Route } from './metadata.js'
import { type Parts, type Refuse, refuseMisplaced, refuseUnlikeAsked } from './metadata-rules.js'
import { ownerParameter, self } from './owner.js'
import { type AppRoute, type AppRouter, isAppRoute, isSuccess } from './route.js'

/** Where REST carries a field. */
export type Place = 'path' | 'query' | 'header' | 'body'

/** An endpoint without URLs: a name, a flat input, an output and metadata. */
export interface Operation {
  /** The path of keys in the contract, such as `things.create`. */
  readonly name: string
  readonly kind: 'query' | 'mutation' | 'stream'
  /** The fields of path, query, headers and body as one strict object. */
  readonly input: z.ZodObject
  /** Where REST carries each field of the input. */
  readonly places: Readonly<Record<string, Place>>
  /** Whether REST carries any field in a body. */
  readonly takesBody: boolean
  /** Undefined if the success response has no body. In a stream, the data of each event. */
  readonly output: z.ZodType | undefined
  /** The HTTP status of success. */
  readonly status: number
  /** Every code that a call can fail with. */
  readonly errors: readonly string[]
  readonly metadata: Metadata
  /** The ts-rest route, for REST only. */
  readonly route: Route
  /** The path of the created resource, if an operation gets it. */
  readonly location: string | undefined
  /** The path of the operation that replaces a deprecated one. */
  readonly successor: string | undefined
}

/** In the order in which errors list fields. */
export const places = ['path', 'query', 'header', 'body'] as const satisfies readonly Place[]

/** The property of a route that declares each part. Metadata declares the headers. */
const partOf = { path: 'pathParams', query: 'query', body: 'body' } as const

/**
 * Returns the operations of a contract in its order. Throws a TypeError that names the route if the contract is ambiguous or
 * incomplete.
 */
export function operations(contract: AppRouter): readonly Operation[] {
  const named = routesOf(contract, [])
  refuseDuplicates(named)
  refuseEqualTools(named)
  return named.map(([name, route]) => toOperation(name, route, named))
}

function routesOf(router: AppRouter, keys: readonly string[]): [name: string, route: Route][] {
  return Object.entries(router).flatMap(([key, value]) =>
    isAppRoute(value)
      ? [[[...keys, key].join('.'), value as Route] as [string, Route]]
      : routesOf(value, [...keys, key]),
  )
}

function toOperation(name: string, route: Route, named: readonly [string, Route][]): Operation {
  const refuse = (reason: string): never => {
    throw new TypeError(`${name}: ${reason}`)
  }
  if (!route.metadata) refuse('metadata is required')
  const problem =
    route.metadata?.deprecated &&
    deprecationProblem(
      route.metadata.deprecated,
      named.map(([other]) => other),
    )
  if (problem) refuse(problem)
  const parts = places.map((place) => [place, objectIn(route, place, refuse)] as const)
  const success = successOf(route, refuse)
  refuseMisplaced(route, parts, success.output, refuse)
  if (route.metadata.streams !== undefined) refuseUnlikeAsked(route, named, refuse)
  const fields = placesOf(parts, refuse)
  const inTemplate = [...route.path.matchAll(/:(\w+)/g)].map(([, field]) => field)
  const declared = Object.keys(fields).filter((field) => fields[field] === 'path')
  if (inTemplate.join() !== declared.join())
    refuse(`pathParams (${declared}) must name the parameters of ${route.path}`)

  const input = flatten(parts)
  const operation = {
    name,
    kind: kindOf(route),
    input,
    places: fields,
    takesBody: Object.values(fields).includes('body'),
    output: success.output,
    status: success.status,
    metadata: route.metadata,
    route,
    location: success.status === 201 ? locationOf(route, named) : undefined,
    successor: named.find(([other]) => other === route.metadata.deprecated?.use)?.[1].path,
  }
  return { ...operation, errors: errorsOf(operation) }
}

function kindOf({ method, metadata }: Route): Operation['kind'] {
  if (metadata.streams !== undefined) return 'stream'
  return method === 'GET' ? 'query' : 'mutation'
}

function refuseDuplicates(named: readonly [string, Route][]): void {
  const taken = new Map<string, string>()
  for (const [name, { method, path }] of named) {
    const address = `${method} ${path.replace(/:\w+/g, ':')}`
    const duplicate = taken.get(address)
    if (duplicate) throw new TypeError(`${name}: ${duplicate} has the same address, ${method} ${path}`)
    taken.set(address, name)
  }
}

function refuseEqualTools(named: readonly [string, Route][]): void {
  const taken = new Map<string, string>()
  for (const [name, { metadata }] of named) {
    if (!metadata?.tool) continue
    const other = taken.get(metadata.tool.name)
    if (other) throw new TypeError(`${name}: ${other} has the same tool, ${metadata.tool.name}`)
    taken.set(metadata.tool.name, name)
  }
}

function objectIn(route: Route, place: Place, refuse: Refuse): z.ZodObject | undefined {
  if (place === 'header') return headerObject(route)
  const schema: unknown = (route as unknown as Record<string, unknown>)[partOf[place]]
  if (schema === undefined || schema === null || typeof schema === 'symbol') return undefined
  if (!(schema instanceof z.ZodObject)) return refuse(`${place} must be a z.object`)
  if (place !== 'path' && !(schema.def.catchall instanceof z.ZodNever))
    return refuse(`${place} must be a z.strictObject`)
  if (place !== 'body' && schema.def.checks?.length) return refuse(`${place} must not be refined: only a body may be`)
  return schema
}

function headerObject({ metadata }: Route): z.ZodObject | undefined {
  const fields = headerParametersOf(metadata)
  if (fields.length === 0) return undefined
  return z.strictObject(Object.fromEntries(fields.map((field) => [field, headerParameters[field].schema])))
}

function placesOf(parts: Parts, refuse: Refuse): Record<string, Place> {
  const found: Record<string, Place> = {}
  for (const [place, schema] of parts) {
    for (const field of Object.keys(schema?.shape ?? {})) {
      if (found[field]) refuse(`${field} is both in ${found[field]} and in ${place}`)
      found[field] = place
    }
  }
  return found
}

/** One strict object of all fields. `safeExtend` keeps the refinements of the body, which merging shapes would drop. */
function flatten(parts: Parts): z.ZodObject {
  const { path, query, header, body } = Object.fromEntries(parts) as Record<Place, z.ZodObject | undefined>
  const shape: z.ZodRawShape = {
    ...path?.shape,
    ...query?.shape,
    ...header?.shape,
    ...ownerOf(path),
  }
  return body ? body.safeExtend(shape) : z.strictObject(shape)
}

/** The owner is optional: it defaults to the caller. */
function ownerOf(path: z.ZodObject | undefined): z.ZodRawShape {
  const owner = path?.shape[ownerParameter]
  return owner ? { [ownerParameter]: (owner as z.ZodType<string, string>).default(self) } : {}
}

function successOf(route: AppRoute, refuse: Refuse): { status: number; output: z.ZodType | undefined } {
  const found = Object.entries(route.responses).filter(([status]) => isSuccess(status))
  const [only] = found
  if (!only || found.length > 1) return refuse('exactly one 2xx response is required')
  const [status, output] = only
  if (typeof output === 'symbol') return { status: Number(status), output: undefined }
  return output instanceof z.ZodType
    ? { status: Number(status), output }
    : refuse(`response ${status} must be a zod schema`)
}

/** Returns the path of the route that gets a created resource: one path parameter longer. */
function locationOf(route: Route, named: readonly [string, Route][]): string | undefined {
  const below = named.find(
    ([, { method, path }]) =>
      method === 'GET' && path.startsWith(`${route.path}/:`) && !path.slice(route.path.length + 1).includes('/'),
  )
  return below?.[1].path
}

function errorsOf({ input, takesBody, output, metadata }: Omit<Operation, 'errors'>): readonly string[] {
  const errors: string[] = [
    'invalid_input', // every operation refuses unknown fields
    ...(takesBody ? (['invalid_json', 'payload_too_large', 'unsupported_media_type'] as const) : []),
    ...(metadata.access === 'user'
      ? (['unauthenticated', 'invalid_token', 'token_expired', 'insufficient_scope', 'unavailable'] as const)
      : []),
    ...(metadata.limit === 'none' ? [] : (['rate_limited'] as const)),
    ...(input.shape[ownerParameter] ? (['forbidden'] as const) : []),
    ...(metadata.errors ?? []),
    ...(metadata.concurrency === 'revision' ? (['revision_mismatch'] as const) : []),
    ...(metadata.idempotency === 'key' ? (['idempotency_key_reused'] as const) : []),
    ...(output ? (['not_acceptable'] as const) : []),
    // The HTTP server can refuse any request.
    'request_timeout',
    'headers_too_large',
    'internal',
  ]
  return [...new Set(errors)]
}
