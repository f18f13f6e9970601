import type { IncomingMessage } from 'node:http'
import type { Operation } from '@taskpact/contract'
import type { Client, Effects, RateLimitStatus, TokenCookie } from '@taskpact/engine'
import { type RequestContext, rateLimitFields } from '@taskpact/engine/http'
import type { Request, Response } from 'express'
import { contractResponseHeader } from './contract-header.js'
import { forwardedPrefix } from './forwarded-prefix.js'
import { requestIdOf } from './request-id.js'
import { securityHeaders } from './security-headers.js'
import { type CookieOptions, readTokenCookie, writeTokenCookie } from './token-cookie.js'

export interface ContextOptions extends CookieOptions {
  readonly operations: readonly Operation[]
  /** Number of trusted reverse proxies. */
  readonly trustProxy: number
  /** Creates the id of a request that has none. Default: a UUID. */
  readonly newRequestId?: (() => string) | undefined
  /** URL at which clients reach the server. Default: that of the request. */
  readonly publicUrl?: string | undefined
}

/** Creates the context of each request, and sets the headers that every response has. */
export function contextCreator(options: ContextOptions): (req: Request, res: Response) => void {
  const setContractHeader = contractResponseHeader(options.operations)
  const fixedHeaders = Object.entries(securityHeaders)
  return (req, res) => {
    const context = new HttpContext(req, res, options)
    ;(req as ContextualRequest)[key] = context
    for (const [name, value] of fixedHeaders) res.setHeader(name, value)
    res.setHeader('X-Request-Id', context.requestId)
    // Responses contain tokens and personal data, so caches must not store them unless a route allows it (RFC 9111, section 5.2.2.5).
    res.setHeader('Cache-Control', 'no-store')
    setContractHeader(req, res)
  }
}

/** Returns the context of a request. Throws a TypeError if the request has not reached the app. */
export function contextOf(req: IncomingMessage): RequestContext {
  const context = (req as ContextualRequest)[key]
  if (!context) throw new TypeError('The request has no context yet')
  return context
}

/** Returns the context of a request, or undefined if the request has not reached the app. */
export function findContext(req: IncomingMessage): RequestContext | undefined {
  return (req as ContextualRequest)[key]
}

const key = Symbol('taskpact request context')

type ContextualRequest = IncomingMessage & { [key]?: RequestContext }

/** A host and a port that can be quoted in a header. */
const plainHost = /^[\w.:[\]-]{1,260}$/

/** Most requests need few of these values, so they are computed when they are read. */
class HttpContext implements RequestContext, Client {
  // `declare`, so that fields have no initializers (PERFORMANCE.md).
  declare readonly requestId: string
  declare readonly client: Client
  declare readonly prefix: string
  declare private readonly req: Request
  declare private readonly res: Response
  declare private readonly options: ContextOptions
  declare private readonly rateLimits: RateLimitStatus[]
  declare private controller: AbortController | undefined

  constructor(req: Request, res: Response, options: ContextOptions) {
    this.requestId = requestIdOf(req, options.newRequestId)
    this.client = this
    this.prefix = options.trustProxy === 0 ? '' : forwardedPrefix(req, options.trustProxy)
    this.req = req
    this.res = res
    this.options = options
    this.rateLimits = []
    this.controller = undefined
    void req.socket.remoteAddress // read once, it is still known after the socket has closed
  }

  /** The client address, as reported by the trusted proxies. */
  get ip(): string | undefined {
    return this.req.ip
  }

  get userAgent(): string | undefined {
    return this.req.headers['user-agent']?.replace(/[^\x20-\x7e]/g, '').slice(0, 300)
  }

  get cookie(): TokenCookie {
    return readTokenCookie(this.req, 'refresh', this.options)
  }

  get deviceCookie(): TokenCookie {
    return readTokenCookie(this.req, 'device', this.options)
  }

  get baseUrl(): string | undefined {
    const { publicUrl } = this.options
    if (publicUrl !== undefined) return publicUrl
    const { protocol, host = '' } = this.req
    return /^https?$/.test(protocol) && plainHost.test(host) ? `${protocol}://${host}${this.prefix}` : undefined
  }

  get signal(): AbortSignal {
    this.controller ??= abortController(this.res)
    return this.controller.signal
  }

  applyEffects({ rateLimit, setRefreshToken, setDeviceToken }: Effects): void {
    const { res, rateLimits } = this
    if (res.headersSent) return
    if (rateLimit) {
      rateLimits.push(rateLimit)
      const { policy, limit } = rateLimitFields(rateLimits)
      res.setHeader('RateLimit-Policy', policy).setHeader('RateLimit', limit)
    }
    if (setRefreshToken !== undefined) writeTokenCookie(res, 'refresh', setRefreshToken, this.options)
    if (setDeviceToken !== undefined) writeTokenCookie(res, 'device', setDeviceToken, this.options)
  }
}

/** Returns a controller that aborts if the client disconnects before it has the whole response. */
function abortController(res: Response): AbortController {
  const controller = new AbortController()
  if (res.destroyed && !res.writableFinished) controller.abort()
  else res.once('close', () => res.writableFinished || controller.abort())
  return controller
}
