import type { IncomingMessage, ServerResponse } from 'node:http'
import { contractHeader, contractVersion, type Operation } from '@taskpact/contract'
import { fingerprintOf } from '@taskpact/contract/fingerprint'

const requestHeader = contractHeader.toLowerCase()

/**
 * Names the server's contract to a client that names its own, in failures too. So a client can distinguish a mistake of its caller
 * from one caused by an older or newer contract.
 */
export function contractResponseHeader(operations: readonly Operation[]) {
  let fingerprint: string | undefined // computed at the first use, because it takes 40 ms
  return ({ headers }: IncomingMessage, res: ServerResponse): void => {
    if (headers[requestHeader] === undefined) return
    fingerprint ??= fingerprintOf(operations, contractVersion)
    res.setHeader(contractHeader, fingerprint)
  }
}
