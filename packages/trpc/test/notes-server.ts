import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RateLimitStatus } from '@taskpact/engine'
import { type RequestContext, rateLimitFields } from '@taskpact/engine/http'
import { createNotes, type Notes, type Served, serve } from '@taskpact/engine/testing'
import { createTrpc } from '../src/index.js'

export interface NotesServer extends Served {
  readonly notes: Notes
  /** Errors reported as internal. */
  readonly reported: unknown[]
}

/** Serves the small contract over tRPC under `/trpc`. */
export async function startNotesServer(options: Parameters<typeof createNotes>[0] = {}): Promise<NotesServer> {
  const notes = createNotes(options)
  const reported: unknown[] = []
  const onInternalError = (error: unknown) => void reported.push(error)
  const trpc = createTrpc({ ...notes, path: '/trpc', contextOf, onInternalError })
  const served = await serve((req, res) => trpc(req, res, () => void res.writeHead(404).end('not tRPC')))
  return { ...served, notes, reported }
}

export function contextOf(_req: IncomingMessage, res: ServerResponse): RequestContext {
  const statuses: RateLimitStatus[] = []
  const controller = new AbortController()
  res.once('close', () => controller.abort())
  return {
    requestId: randomUUID(),
    client: {},
    signal: controller.signal,
    applyEffects({ rateLimit }) {
      if (!rateLimit) return
      statuses.push(rateLimit)
      res.setHeader('RateLimit', rateLimitFields(statuses).limit)
    },
  }
}

export const query = (name: string, input: unknown) =>
  `/trpc/${name}?input=${encodeURIComponent(JSON.stringify(input))}`

export const batchQuery = (names: readonly string[], inputs: unknown) =>
  `/trpc/${names.join(',')}?batch=1&input=${encodeURIComponent(JSON.stringify(inputs))}`
