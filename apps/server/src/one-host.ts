import { ServiceError } from '@taskpact/service'
import type { RequestHandler } from 'express'

/** Joined, a header that is sent twice is seen to be; and that there is no Host is then for `oneHost` to say. */
export const strictHeaders = { joinDuplicateHeaders: true, requireHostHeader: false } as const

/** Refuses a request that names two hosts or none, which proxies and caches could read differently (RFC 9112, section 3.2). */
export const oneHost: RequestHandler = (req, _res, next) => {
  const { host } = req.headers
  const required = req.httpVersion !== '1.0'
  if (host === undefined ? required : host.includes(',')) {
    throw new ServiceError('invalid_input', 'The request must have exactly one Host header.')
  }
  next()
}
