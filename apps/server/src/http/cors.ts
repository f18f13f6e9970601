import { contractHeader, revisionHeader } from '@taskpact/contract'
import cors from 'cors'
import type { Request, RequestHandler } from 'express'
import type { IsAllowedOrigin } from './origin-check.js'

/** Metadata for clients that do not know the server yet (RFC 8615). It is public and the same for all. */
const isMetadata = (url = '') => url.startsWith('/.well-known/')

/**
 * Lets pages of the allowed origins send requests with credentials (https://fetch.spec.whatwg.org/#http-cors-protocol), and pages of any
 * origin read metadata.
 */
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
  const handle = cors<Request>(({ headers, url }, decide) => {
    const { origin } = headers
    if (isMetadata(url)) return decide(null, { origin: '*', methods: ['GET', 'HEAD'], maxAge: policy.maxAge })
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
