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
  return cors<Parameters<RequestHandler>[0]>((req, decide) => {
    decide(null, {
      ...policy,
      preflightContinue: req.headers['access-control-request-method'] === undefined,
    })
  })
}
