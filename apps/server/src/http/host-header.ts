import type { IncomingMessage } from 'node:http'
import { ServiceError } from '@taskpact/service'

/** Options of node:http that make a repeated header visible, and leave a missing Host to `requireOneHost`. */
export const strictHeaders = { joinDuplicateHeaders: true, requireHostHeader: false } as const

/** Refuses a request with two Host headers or none, which proxies and caches could interpret differently (RFC 9112, section 3.2). */
export function requireOneHost({ headers: { host }, httpVersion }: IncomingMessage): void {
  if (host === undefined ? httpVersion !== '1.0' : host.includes(','))
    throw new ServiceError('invalid_input', 'The request must have exactly one Host header.')
}
