import { contractHeader } from '@taskpact/contract'
import type { Head } from '@taskpact/rest'
import cors from 'cors'
import type { Request, RequestHandler } from 'express'
import { recordedHeaders } from './capture-headers.js'

/** Lets pages of the listed origins call with credentials. */
export interface CrossOrigin {
  /** Adds the headers of the answer to any request but OPTIONS. */
  addHeaders(req: Request, head: Head): void
  /** Answers a preflight. An OPTIONS request that is none is the API's to answer. */
  readonly preflight: RequestHandler
}

export function createCrossOrigin(origins: readonly string[]): CrossOrigin {
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
  const judge = cors<Request>((req, decide) => {
    decide(null, {
      ...policy,
      preflightContinue: req.headers['access-control-request-method'] === undefined,
    })
  })
  const told = (origin: string) => recordedHeaders(judge, { method: 'GET', headers: { origin } })
  const ofOrigin = new Map(origins.map((origin) => [origin, told(origin)]))
  const ofOthers = told('null')

  return {
    addHeaders({ method, headers: { origin } }, head) {
      if (method === 'OPTIONS') return
      if (origin !== undefined) Object.assign(head, ofOrigin.get(origin) ?? ofOthers)
      // There is nothing to allow, but caches must know that there could be (RFC 9110, section 12.5.5).
      else head.Vary = 'Origin'
    },
    preflight(req, res, next) {
      if (req.method === 'OPTIONS') judge(req, res, next)
      else next()
    },
  }
}
