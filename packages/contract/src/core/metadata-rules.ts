import * as z from 'zod'
import type { Metadata, Route } from './metadata.js'
import type { Place } from './operations.js'
import { ownerParameter } from './owner.js'
import { successStatus } from './route.js'

export type Refuse = (reason: string) => never
export type Parts = readonly (readonly [Place, z.ZodObject | undefined])[]

/** Refuses metadata that requires a user or fields which the route does not have. */
export function refuseMisplaced(
  { method, metadata }: Route,
  parts: Parts,
  output: z.ZodType | undefined,
  refuse: Refuse,
): void {
  const { path, query, body } = Object.fromEntries(parts) as Record<Place, z.ZodObject | undefined>
  const { access, scope, tool, idempotency, etag, reads, writes, longPoll, responseFile, requestFile } = metadata
  const hasOwner = path?.shape[ownerParameter] !== undefined
  const isOwned = access !== 'public' && hasOwner
  const shape = output instanceof z.ZodObject ? output.shape : {}

  if (access === 'public' && scope !== null) refuse('scope requires a user')
  if (tool && !/^[A-Za-z0-9_.-]{1,128}$/.test(tool.name)) refuse('the name of a tool has 1 to 128 of A-Z a-z 0-9 _ . -')
  if (tool && (requestFile || responseFile || metadata.streams)) refuse('tool goes neither with files nor with streams')
  if (tool && (tool.effect === 'reads') !== (method === 'GET'))
    refuse('tool: reads requires GET, and the others another method')
  if (idempotency === 'key' && !isOwned) refuse(`idempotency: key requires a user, and ${ownerParameter} in the path`)
  if (etag === 'user-revision' && !hasOwner) refuse(`etag: user-revision requires ${ownerParameter} in the path`)
  if (reads === 'replica' && (method !== 'GET' || !isOwned))
    refuse(`reads: replica requires GET, a user, and ${ownerParameter} in the path`)
  if (writes && (method === 'GET' || !isOwned))
    refuse(`writes: user-revision requires a user, ${ownerParameter} in the path, and a method other than GET`)
  if (writes && output && !shape.revision) refuse('writes: user-revision requires a revision in the output')
  if (longPoll && (method !== 'GET' || !isOwned || !query?.shape.wait || !query.shape[longPoll.after]))
    refuse(`longPoll requires GET, a user, ${ownerParameter} in the path, and its fields in the query`)
  if (longPoll && (etag || reads || responseFile)) refuse('longPoll does not go with etag, reads or responseFile')
  if (longPoll && !(shape.revision && shape[longPoll.next] && shape[longPoll.more]))
    refuse(`longPoll requires a revision, ${longPoll.next} and ${longPoll.more} in the output`)
  if (responseFile && !query?.shape.format) refuse('responseFile requires a format in the query')
  if (requestFile && (Object.keys(body?.shape ?? {}).join() !== 'content' || !query?.shape.format))
    refuse('requestFile requires a body of content, and a format in the query')
}

/** Refuses a stream that differs from the operation whose pages it sends. */
export function refuseUnlikeAsked(route: Route, named: readonly [string, Route][], refuse: Refuse): undefined {
  const { metadata, method, query } = route
  const { streams, etag, reads, longPoll, responseFile } = metadata
  const [, asked] = named.find(([name]) => name === streams) ?? []
  if (!asked?.metadata.longPoll) return refuse(`streams: ${streams} is not an operation with longPoll`)
  if (method !== 'GET' || query || etag || reads || longPoll || responseFile)
    refuse('streams requires GET, and goes with neither a query nor etag, reads, longPoll or responseFile')
  if (outputOf(route) !== outputOf(asked)) refuse(`streams requires the response of ${streams}`)
  const differs = (name: keyof Metadata) => metadata[name] !== asked.metadata[name]
  if (differs('access') || differs('scope') || differs('limit'))
    refuse(`streams requires the access, the scope and the limit of ${streams}`)
  if ([route, asked].some((one) => parametersOf(one) !== ownerParameter))
    refuse(`streams requires ${ownerParameter} as the only path parameter, also of ${streams}`)
  const missing = asked.metadata.errors?.filter((code) => !metadata.errors?.includes(code)) ?? []
  if (missing.length > 0) refuse(`streams requires the errors of ${streams}: ${missing}`)
}

function outputOf(route: Route): unknown {
  return route.responses[successStatus(route)]
}

function parametersOf({ pathParams }: Route): string {
  return Object.keys(pathParams instanceof z.ZodObject ? pathParams.shape : {}).join()
}
