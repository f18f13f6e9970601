import type { IncomingMessage, ServerResponse } from 'node:http'
import { bearerToken, limits, type Operation } from '@taskpact/contract/core'
import { type Caller, ServiceError } from '@taskpact/engine'
import { jsonReader, type RequestContext } from '@taskpact/engine/http'
import type { Offered } from './create-server.js'
import type { McpOptions } from './mcp-options.js'
import { type Message, parseMessage } from './parse-message.js'
import { problemSender } from './problem.js'
import { methodName } from './request-summary.js'
import { toResources } from './resources.js'
import { sendReply } from './send-reply.js'
import { refuseUnsuitable, toTools } from './tools.js'

/** A middleware for Express or any other framework on node:http. */
export type McpHandler = (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void

const readText = jsonReader(limits.bodyBytes)

/**
 * Serves operations as tools of the Model Context Protocol over HTTP (https://modelcontextprotocol.io/specification/2026-07-28), also to
 * clients of earlier revisions. It stores no sessions: each request has its token, and every response is complete.
 */
export function createMcp(options: McpOptions): McpHandler {
  const { path, operations, errors, perform, identify, isAllowedOrigin, contextOf, server, resource } = options
  const { prompts = [], onRequest = () => {}, onInternalError = () => {} } = options
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

  async function serve(req: IncomingMessage, res: ServerResponse, request: Request): Promise<void> {
    const { context } = request
    const { origin, authorization } = req.headers
    if (origin !== undefined && !isAllowedOrigin(origin))
      throw new ServiceError('forbidden', 'Pages of this origin may not send requests.')
    if (req.method !== 'POST') {
      res.setHeader('Allow', 'POST')
      throw new ServiceError('method_not_allowed', 'This URL supports POST only.')
    }
    const token = bearerToken(authorization)
    const caller = await authenticate(token, context)
    request.caller = caller
    const parsed = parseMessage(await readText(req, res), errors)
    const message = 'message' in parsed ? parsed.message : undefined
    request.method = message?.method
    if (message === undefined || !isCall(message)) await count(caller, context)
    if ('reply' in parsed) return sendReply(res, parsed.reply)
    const { exchange } = await import('./exchange.js')
    const onCall = () => {
      request.isCall = true
    }
    const reply = await exchange(offer(), { ...parsed, req, context, token: token as string, caller, onCall })
    // The SDK has refused it.
    if (isCall(parsed.message) && !request.isCall) await count(caller, context)
    sendReply(res, reply)
  }

  async function authenticate(token: string | undefined, context: RequestContext): Promise<Caller> {
    try {
      if (token === undefined) throw new ServiceError('unauthenticated', 'Sign in first: a bearer token is required.')
      return await identify(token, context)
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

  /** Serves a request. Returns `ok`, the code of the problem, or `protocol_error`. */
  async function outcomeOf(req: IncomingMessage, res: ServerResponse, request: Request): Promise<string> {
    try {
      await serve(req, res, request)
      return res.statusCode < errors.invalid_input.status ? 'ok' : 'protocol_error'
    } catch (error) {
      const failure = ServiceError.from(error)
      sendProblem(res, failure, request.context)
      return failure.code
    }
  }

  return async (req, res, next) => {
    if (req.url?.split('?', 1)[0] !== path) return next()
    const started = performance.now()
    const request: Request = { context: contextOf(req, res), caller: undefined, method: undefined, isCall: false }
    const outcome = await outcomeOf(req, res, request)
    if (request.isCall) return
    const { requestId } = request.context
    const ms = Math.round((performance.now() - started) * 10) / 10
    const { userId, tokenId, clientId } = request.caller ?? {}
    const who = { userId, ...(tokenId !== undefined && { tokenId }), ...(clientId !== undefined && { clientId }) }
    onRequest({ requestId, method: methodName(request.method), outcome, status: res.statusCode, ...who, ms })
  }
}

/** What becomes known of a request while it is served. */
interface Request {
  readonly context: RequestContext
  caller: Caller | undefined
  method: string | undefined
  isCall: boolean
}

function scopesOf(operations: readonly Operation[]): readonly string[] {
  const scopes = operations.flatMap(({ metadata: { tool, scope } }) => (tool && scope !== null ? [scope] : []))
  return [...new Set(scopes)]
}
