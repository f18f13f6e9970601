import type { IncomingMessage } from 'node:http'
import type { Operation } from '@taskpact/contract'
import type { Client, Effects } from '@taskpact/engine'
import { type RateLimitFields, type RequestContext, rateLimitFields } from '@taskpact/engine/http'
import type { Request, Response } from 'express'
import { contractResponseHeader } from './contract-header.js'
import { type CookieOptions, readRefreshToken, writeRefreshToken } from './refresh-token-cookie.js'
import { requestIdOf } from './request-id.js'
import { securityHeaders } from './security-headers.js'

export interface ContextOptions extends CookieOptions {
  readonly operations: readonly Operation[]
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
    // Responses contain tokens and personal data: nothing stores them unless a route allows it (RFC 9111, section 5.2.2.5).
    res.setHeader('Cache-Control', 'no-store')
    setContractHeader(req, res)
  }
}

/** Returns the context of a request. */
export function contextOf(req: IncomingMessage): RequestContext {
  const context = findContext(req)
  if (!context) throw new TypeError('The request has no context yet')
  return context
}

/** Returns the context of a request, or undefined if the request has not reached the app. */
export function findContext(req: IncomingMessage): RequestContext | undefined {
  return (req as ContextualRequest)[key]
}

const key = Symbol('taskpact request context')

type ContextualRequest = IncomingMessage & { [key]?: RequestContext }

/** Most requests need few of these values, so they are computed when they are read. */
class HttpContext implements RequestContext {
  readonly requestId: string
  readonly client: Client
  readonly #res: Response
  readonly #cookies: CookieOptions
  #controller: AbortController | undefined
  #rateLimits: RateLimitFields | undefined

  constructor(req: Request, res: Response, cookies: CookieOptions) {
    this.requestId = requestIdOf(req)
    this.client = new HttpClient(req, cookies)
    this.#res = res
    this.#cookies = cookies
    void req.socket.remoteAddress // read once, it is still known after the socket has closed
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      const controller = new AbortController()
      this.#controller = controller
      if (this.#res.destroyed) controller.abort()
      else this.#res.once('close', () => this.#res.writableFinished || controller.abort())
    }
    return this.#controller.signal
  }

  applyEffects = ({ rateLimit, setRefreshToken }: Effects): void => {
    const res = this.#res
    if (res.headersSent) return
    if (rateLimit) {
      this.#rateLimits ??= rateLimitFields()
      this.#rateLimits.add(rateLimit)
      res.setHeader('RateLimit-Policy', this.#rateLimits.policy)
      res.setHeader('RateLimit', this.#rateLimits.limit)
    }
    if (setRefreshToken !== undefined) writeRefreshToken(res, setRefreshToken, this.#cookies)
  }
}

class HttpClient implements Client {
  readonly #req: Request
  readonly #cookies: CookieOptions

  constructor(req: Request, cookies: CookieOptions) {
    this.#req = req
    this.#cookies = cookies
  }

  /** The client address, as reported by the trusted proxies. */
  get ip(): string | undefined {
    return this.#req.ip
  }

  get userAgent(): string | undefined {
    return this.#req.headers['user-agent']?.replace(/[^\x20-\x7e]/g, '').slice(0, 300)
  }

  get cookie() {
    return readRefreshToken(this.#req, this.#cookies)
  }
}
