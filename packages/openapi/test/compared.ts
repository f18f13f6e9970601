import { operations, type Route, UserId } from '@taskpact/contract'
import * as z from 'zod'
import type { Change } from '../src/compare/change.js'
import { restChanges } from '../src/compare/rest-changes.js'
import { rpcChanges } from '../src/compare/rpc-changes.js'
import { type Surface, toSurface } from '../src/compare/surface.js'
import { createDocument, taskpact } from '../src/index.js'

/** The fields of a resource, which tests replace one at a time. */
export const requestFields = {
  size: z.int().min(1).max(10),
  colour: z.enum(['red', 'blue']).optional(),
  note: z.string().max(20).optional(),
}
export const provided = {
  id: z.string(),
  size: z.int().min(1).max(10),
  colour: z.enum(['red', 'blue']),
  note: z.string().max(20).optional(),
}

export const metadata = {
  access: 'user',
  scope: null,
  tool: false,
  limit: 'write',
  idempotency: 'key',
  concurrency: 'none',
  errors: ['conflict', 'quota_exceeded'],
} as const

export const make = {
  method: 'POST',
  path: '/:userId/things',
  summary: 'Make a thing',
  description: 'Fails if there are too many.',
  metadata,
  pathParams: z.object({ userId: UserId }),
  body: z.strictObject(requestFields),
  responses: { 201: z.object(provided) },
} as const satisfies Route

export const list = {
  ...make,
  method: 'GET',
  summary: 'List things',
  metadata: { ...metadata, limit: 'read', idempotency: 'none' },
  body: undefined,
  query: z.strictObject({ status: z.enum(['new', 'old']).optional() }),
  responses: { 200: z.object({ items: z.array(z.object(provided)).max(10) }) },
}

/** Returns a contract in the form in which it is released. */
export function stateOf(things: Readonly<Record<string, object>>, version = '1.0.0') {
  const all = operations({ things: things as Record<string, Route> })
  return { document: createDocument(all, { ...taskpact, version }), surface: toSurface(all, version) }
}

export const released = stateOf({ make, list })

/** Returns the changes from the released contract with `make` and `list` to another one. */
export function changesTo(things: Readonly<Record<string, object>>): {
  rest: Change[]
  rpc: Change[]
  surface: Surface
} {
  const { document, surface } = stateOf(things)
  return {
    rest: restChanges(released.document, document),
    rpc: rpcChanges(released.surface, surface),
    surface,
  }
}
