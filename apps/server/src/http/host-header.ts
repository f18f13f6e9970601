import type { IncomingMessage } from 'node:http'
import { ServiceError } from '@taskpact/service'

/** Joined, a header that is sent twice is seen to be; and that there is no Host is then for `requireOneHost` to say. */
export const strictHeaders = { joinDuplicateHeaders: true, requireHostHeader: false } as const

/** Refuses a request that names two hosts or none, which proxies and caches could read differently (RFC 9112, section 3.2). */
export function requireOneHost({ headers: { host }, httpVersion }: IncomingMessage): void {
  if (host === undefined ? httpVersion !== '1.0' : host.includes(','))
    throw new ServiceError('invalid_input', 'The request must have exactly one Host header.')
}
