import type { IncomingMessage, ServerResponse } from 'node:http'
import { bearerToken, type ErrorTable, limits, type Operation } from '@taskpact/contract/core'
import { type Caller, type Effects, type Perform, ServiceError } from '@taskpact/engine'
import { jsonReader, type RequestContext } from '@taskpact/engine/http'
import type { Offered } from './create-server.js'
import { type Message, parseMessage } from './parse-message.js'
import { problemSender } from './problem.js'
import type { Prompt } from './prompts.js'
import { type Resource, toResources } from './resources.js'
import { sendReply } from './send-reply.js'
import { refuseUnsuitable, toTools } from './tools.js'

export interface McpOptions {
  readonly operations: readonly Operation[]
  /** The error table that statuses, titles and advice come from. */
  readonly errors: ErrorTable
  readonly perform: Perform
  /** The path of the endpoint, such as `/mcp`. */
  readonly path: string
  /** Returns the caller of a token. Rejects with a ServiceError if the token is invalid. */
  readonly identify: (token: string) => Promise<Caller>
  /**
   * Counts a request that calls no operation, such as one for a list or with an invalid token. Rejects with `rate_limited`. Default: these
   * requests have no limit. `perform` counts calls.
   */
  readonly countRequest?: (caller: Caller | undefined, context: RequestContext) => Promise<Effects>
  /** Whether pages of an origin may send requests. Requests without an `Origin` are not from pages. */
  readonly isAllowedOrigin: (origin: string) => boolean
  /** What the app knows of a request. */
  readonly contextOf: (req: IncomingMessage, res: ServerResponse) => RequestContext
  /** What the server is, for people and models. */
  readonly server: ServerIdentity
  readonly resources?: readonly Resource[]
  readonly prompts?: readonly Prompt[]
  /** The path of the protected resource whose metadata challenges name (RFC 9728). Default: they name none. */
  readonly resource?: string
  /** Called for each failure that is not the client's. Default: ignored. */
  readonly onInternalError?: (error: unknown, requestId: string) => void
}

export interface ServerIdentity {
  readonly name: string
  readonly title: string
  readonly version: string
  /** How to use the tools, for models. */
  readonly instructions: string
}

/** A middleware for Express or any other framework on node:http. */
export type McpHandler = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void

const readText = jsonReader(limits.bodyBytes)

/**
 * Serves operations as tools of the Model Context Protocol over HTTP (https://modelcontextprotocol.io/specification/2026-07-28), also to
 * clients of earlier revisions. It stores no sessions: each request has its token, and every response is complete.
 */
export function createMcp(options: McpOptions): McpHandler {
  const { path, operations, identify, isAllowedOrigin, contextOf, onInternalError = () => {}, prompts = [] } = options
  const { errors, perform, server, resource } = options
  refuseUnsuitable(operations)
  const resources = toResources(options.resources ?? [], operations)
  const sendProblem = problemSender({ errors, resource, onInternalError, scopes: scopesOf(operations) })
  const names = new Set<unknown>(operations.flatMap(({ metadata: { tool } }) => (tool ? [tool.name] : [])))
  // Many processes never serve a client of the protocol, so what takes long is done for the first one.
  let offered: Offered | undefined
  const offer = () => {
    offered ??= { server, errors, perform, resources, prompts, onInternalError, tools: toTools(operations) }
    return offered
  }

  async function serve(req: IncomingMessage, res: ServerResponse, context: RequestContext): Promise<void> {
    const { origin, authorization } = req.headers
    if (origin !== undefined && !isAllowedOrigin(origin))
      throw new ServiceError('forbidden', 'Pages of this origin may not send requests.')
    if (req.method !== 'POST') {
      res.setHeader('Allow', 'POST')
      throw new ServiceError('method_not_allowed', 'This URL supports POST only.')
    }
    const token = bearerToken(authorization)
    const caller = await authenticate(token, context)
    const parsed = parseMessage(await readText(req, res), errors)
    if ('reply' in parsed || !isCall(parsed.message)) await count(caller, context)
    if ('reply' in parsed) return sendReply(res, parsed.reply)
    const { exchange } = await import('./exchange.js')
    sendReply(res, await exchange(offer(), { req, context, token: token as string, caller, message: parsed.message }))
  }

  async function authenticate(token: string | undefined, context: RequestContext): Promise<Caller> {
    try {
      if (token === undefined) throw new ServiceError('unauthenticated', 'Sign in first: a bearer token is required.')
      return await identify(token)
    } catch (error) {
      await count(undefined, context)
      throw error
    }
  }

  async function count(caller: Caller | undefined, context: RequestContext): Promise<void> {
    if (options.countRequest) context.applyEffects(await options.countRequest(caller, context))
  }

  /** Whether `perform` will count the request. */
  function isCall({ method, params }: Message): boolean {
    return method === 'resources/read' || (method === 'tools/call' && names.has(params.name))
  }

  return (req, res, next) => {
    if (req.url?.split('?', 1)[0] !== path) return next()
    const context = contextOf(req, res)
    serve(req, res, context).catch((error: unknown) => sendProblem(res, ServiceError.from(error), context))
  }
}

function scopesOf(operations: readonly Operation[]): readonly string[] {
  const scopes = operations.flatMap(({ metadata: { tool, scope } }) => (tool && scope !== null ? [scope] : []))
  return [...new Set(scopes)]
}
