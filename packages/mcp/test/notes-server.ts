import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { ServiceError } from '@taskpact/engine'
import { type RequestContext, rateLimitFields } from '@taskpact/engine/http'
import {
  createNotes,
  identify,
  type Notes,
  type ReceivedResponse,
  type RequestOptions,
  serve,
} from '@taskpact/engine/testing'
import { createMcp, type McpOptions } from '../src/index.js'

export const pageOrigin = 'https://page.example'

export interface NotesServer {
  readonly url: string
  readonly notes: Notes
  /** Errors reported as internal. */
  readonly reported: unknown[]
  readonly send: (options?: RequestOptions) => Promise<ReceivedResponse>
  /** Sends one message in the revision 2026-07-28, and returns the response. */
  readonly request: (method: string, params?: Params, options?: RequestOptions) => Promise<ReceivedResponse>
  /** Calls a tool, and returns the content of its text. */
  readonly call: (name: string, input?: object, options?: RequestOptions) => Promise<ToolResponse>
  readonly close: () => Promise<void>
}

export type Params = Readonly<Record<string, unknown>>

export interface ToolResponse {
  readonly isError: boolean
  readonly data: unknown
  readonly text: string
}

/** Serves the small contract as tools at `/mcp`. */
export async function startNotesServer(
  options: Parameters<typeof createNotes>[0] = {},
  mcpOptions: Partial<McpOptions> = {},
): Promise<NotesServer> {
  const notes = createNotes(options)
  const reported: unknown[] = []
  const mcp = createMcp({
    ...notes,
    path: '/mcp',
    resource: '/mcp',
    identify: async (token) => await identify(token, { db: notes.db, now: new Date(), transport: 'mcp' }),
    isAllowedOrigin: (origin) => origin === pageOrigin,
    contextOf,
    onInternalError: (error) => void reported.push(error),
    server: { name: 'notes', title: 'Notes', version: '1.0.0', instructions: 'For tests.' },
    ...mcpOptions,
  })
  const served = await serve((req, res) => mcp(req, res, () => void res.writeHead(404).end('not MCP')))
  const send = (options: RequestOptions = {}) => served.send('/mcp', { method: 'POST', ...options })
  const request: NotesServer['request'] = (method, params = {}, options = {}) =>
    send({
      ...options,
      headers: { ...headersOf(method, params), ...options.headers },
      json: {
        jsonrpc: '2.0',
        id: 1,
        method,
        params: { ...params, _meta: { ...envelope, ...(params._meta as object) } },
      },
    })
  const call: NotesServer['call'] = async (name, input = {}, options = {}) => {
    const response = await request('tools/call', { name, arguments: input }, options)
    return responseOf(response)
  }
  return { ...served, notes, reported, send, request, call }
}

/** Returns what a tool returned. Throws if the response has no result. */
export function responseOf({ status, text }: ReceivedResponse): ToolResponse {
  const { result } = JSON.parse(text) as { result?: { isError?: boolean; content: [{ text: string }] } }
  if (!result) throw new ServiceError('internal', `The response has no result: ${status} ${text}`)
  const [content] = result.content
  const { data, ...rest } = JSON.parse(content.text) as Record<string, unknown>
  return { isError: result.isError === true, data: data ?? rest, text: content.text }
}

const version = '2026-07-28'

const envelope = {
  'io.modelcontextprotocol/protocolVersion': version,
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
}

function headersOf(method: string, { name, uri }: Params) {
  const named = name ?? uri
  return {
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': version,
    'mcp-method': method,
    ...(named !== undefined && { 'mcp-name': String(named) }),
  }
}

function contextOf(_req: IncomingMessage, res: ServerResponse): RequestContext {
  const controller = new AbortController()
  res.once('close', () => controller.abort())
  return {
    requestId: randomUUID(),
    client: {},
    signal: controller.signal,
    baseUrl: 'https://notes.example',
    applyEffects({ rateLimit }) {
      if (rateLimit) res.setHeader('RateLimit', rateLimitFields([rateLimit]).limit)
    },
  }
}
