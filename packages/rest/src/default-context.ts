import { randomUUID } from 'node:crypto'
import type { RateLimitStatus } from '@taskpact/engine'
import { type RequestContext, rateLimitFields } from '@taskpact/engine/http'
import type { Request, Response } from 'express'

/** The context of a request for an app that has none of its own: it generates a request id and supports no cookies. */
export function defaultContext(req: Request, res: Response): RequestContext {
  const known = contexts.get(res)
  if (known) return known
  const context = createContext(req, res)
  contexts.set(res, context)
  return context
}

const contexts = new WeakMap<Response, RequestContext>()

function createContext(req: Request, res: Response): RequestContext {
  const requestId = randomUUID()
  const statuses: RateLimitStatus[] = []
  const controller = new AbortController()
  res.once('close', () => res.writableFinished || controller.abort())
  res.setHeader('X-Request-Id', requestId).setHeader('Cache-Control', 'no-store')
  return {
    requestId,
    client: { ip: req.ip, userAgent: req.headers['user-agent'] },
    signal: controller.signal,
    applyEffects({ rateLimit }) {
      if (!rateLimit) return
      statuses.push(rateLimit)
      const fields = rateLimitFields(statuses)
      res.setHeader('RateLimit-Policy', fields.policy).setHeader('RateLimit', fields.limit)
    },
  }
}
