import type { IncomingMessage, ServerResponse } from 'node:http'
import { contractHeader, contractVersion, type Operation } from '@taskpact/contract'
import { fingerprintOf } from '@taskpact/contract/fingerprint'

const requestHeader = contractHeader.toLowerCase()

/**
 * Returns a function that adds the contract of the server to each response, also of a failure, if the request names the
 * contract of the client. So a client can distinguish invalid input from a contract that is older or newer.
 */
export function contractResponseHeader(operations: readonly Operation[]) {
  let fingerprint: string | undefined // computed at the first use (PERFORMANCE.md)
  return ({ headers }: IncomingMessage, res: ServerResponse): void => {
    if (headers[requestHeader] === undefined) return
    fingerprint ??= fingerprintOf(operations, contractVersion)
    res.setHeader(contractHeader, fingerprint)
  }
}
