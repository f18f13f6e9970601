import { ServiceError } from '@taskpact/service'
import type { RequestHandler } from 'express'

const most = 100

/** Refuses a request with more headers than anyone needs; Node drops those past its own limit without a word (RFC 6585, section 5). */
export const fewHeaders: RequestHandler = (req, res, next) => {
  if (req.rawHeaders.length > 2 * most) {
    res.shouldKeepAlive = false
    throw new ServiceError('headers_too_large', `The request has more than ${most} headers.`)
  }
  next()
}
