import type { Client } from '@taskpact/service'
import type { RequestHandler } from 'express'
import { type CookieOptions, cookieKeeper } from './cookie-keeper.js'
import { rateLimitHeaders } from './rate-limit-headers.js'

/** Tells the transports who is at the other end: the address as far as proxies are trusted, and what keeps cookies. */
export function clientInfo(options: CookieOptions): RequestHandler {
  return (req, res, next) => {
    const client: Client = {
      ip: req.ip,
      userAgent: req.headers['user-agent']?.replace(/[^\x20-\x7e]/g, '').slice(0, 300),
      keeper: cookieKeeper(req, res, options),
      onAllowance: rateLimitHeaders(res),
    }
    res.locals.client = client
    next()
  }
}
