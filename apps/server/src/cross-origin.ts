import { contractHeader } from '@taskpact/contract'
import cors from 'cors'
import type { RequestHandler } from 'express'

/** Lets pages of the listed origins call with credentials. An OPTIONS request that is no preflight is the API's to answer. */
export function crossOrigin(origins: readonly string[]): RequestHandler {
  const policy = {
    origin: [...origins],
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
      'X-Request-Id',
    ],
    maxAge: 600,
  }
  const judge = cors<Parameters<RequestHandler>[0]>((req, decide) => {
    decide(null, {
      ...policy,
      preflightContinue: req.headers['access-control-request-method'] === undefined,
    })
  })
  return (req, res, next) => {
    if (req.headers.origin !== undefined || req.method === 'OPTIONS') return judge(req, res, next)
    // No page of another origin asks: there is nothing to allow, but caches must know that there could be (RFC 9110, section 12.5.5).
    res.setHeader('Vary', 'Origin')
    next()
  }
}
