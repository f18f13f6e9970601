import { contractHeader, revisionHeader } from '@taskpact/contract'
import cors from 'cors'
import type { Request, RequestHandler } from 'express'
import type { IsAllowedOrigin } from './origin-check.js'

/** Lets pages of the allowed origins send requests with credentials (https://fetch.spec.whatwg.org/#http-cors-protocol). */
export function createCors(isAllowed: IsAllowedOrigin): RequestHandler {
  const policy = {
    credentials: true,
    exposedHeaders: [
      'Content-Disposition',
      'Deprecation',
      'ETag',
      'Idempotency-Replayed',
      'Link',
      'Location',
      'RateLimit',
      'RateLimit-Policy',
      'Retry-After',
      'Sunset',
      contractHeader,
      revisionHeader,
      'WWW-Authenticate',
      'X-Request-Id',
    ],
    maxAge: 600,
  }
  const handle = cors<Request>(({ headers }, decide) => {
    const { origin } = headers
    decide(null, {
      ...policy,
      origin: origin !== undefined && isAllowed(origin) ? [origin] : [],
      // The API handles OPTIONS requests that are not preflights.
      preflightContinue: headers['access-control-request-method'] === undefined,
    })
  })

  return (req, res, next) => {
    // Caches have to know that the response depends on the origin (RFC 9110, section 12.5.5).
    if (req.headers.origin === undefined && req.method !== 'OPTIONS') {
      res.setHeader('Vary', 'Origin')
      next()
    } else handle(req, res, next)
  }
}
