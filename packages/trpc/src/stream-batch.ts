import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { AnyTRPCRouter } from '@trpc/server'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import type { TrpcContext } from './create-trpc-router.js'

/** Whether a client wants the responses of a batch as they become ready, as `httpBatchStreamLink` does. */
export function wantsStream({ headers }: IncomingMessage): boolean {
  return headers['trpc-accept'] === 'application/jsonl' || /\bapplication\/jsonl\b/.test(headers.accept ?? '')
}

interface StreamOptions {
  readonly router: AnyTRPCRouter
  readonly path: string
  readonly ctx: TrpcContext
  /** Reads the body, which is JSON. */
  readonly body: () => Promise<string | undefined>
  readonly onError: (error: unknown) => void
}

/** Streams a batch as JSON Lines by tRPC's own adapter, whose format is not documented. */
export async function streamBatch(
  req: IncomingMessage,
  res: ServerResponse,
  { router, path, ctx, body, onError }: StreamOptions,
): Promise<void> {
  const content = req.method === 'POST' ? await body() : undefined
  const headers = new Headers({ 'content-type': 'application/json', 'trpc-accept': 'application/jsonl' })
  const request = new Request(new URL(req.url ?? '', 'http://localhost'), {
    method: req.method ?? 'GET',
    headers,
    signal: ctx.request.signal,
    ...(content !== undefined && { body: content }),
  })
  const response = await fetchRequestHandler({
    router,
    endpoint: path,
    req: request,
    createContext: () => ctx,
    onError: ({ error }) => onError(error),
  })
  res.statusCode = response.status
  for (const [name, value] of response.headers) res.setHeader(name, value)
  if (response.body) await pipeline(Readable.fromWeb(response.body as never), res)
  else res.end()
}
