import type { IncomingMessage, ServerResponse } from 'node:http'
import { ServiceError } from '@taskpact/service'

const maxHeaders = 100

/** Refuses a request with too many headers (RFC 6585, section 5). Node drops those above its own limit silently. */
export function limitHeaders(req: IncomingMessage, res: ServerResponse): void {
  if (req.rawHeaders.length <= 2 * maxHeaders) return
  res.shouldKeepAlive = false
  throw new ServiceError('headers_too_large', `The request has more than ${maxHeaders} headers.`)
}
