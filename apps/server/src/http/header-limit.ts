import type { IncomingMessage, ServerResponse } from 'node:http'
import { ServiceError } from '@taskpact/service'

const most = 100

/** Refuses a request with more headers than anyone needs; Node drops those past its own limit without a word (RFC 6585, section 5). */
export function requireFewHeaders(req: IncomingMessage, res: ServerResponse): void {
  if (req.rawHeaders.length <= 2 * most) return
  res.shouldKeepAlive = false
  throw new ServiceError('headers_too_large', `The request has more than ${most} headers.`)
}
