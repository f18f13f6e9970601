import type { IncomingMessage } from 'node:http'
import { contractHeader, type Operation } from '@taskpact/contract'
import { fingerprintOf } from '@taskpact/contract/fingerprint'
import type { Head } from '@taskpact/rest'

const asked = contractHeader.toLowerCase()

/**
 * Tells a client that names its contract which one is served, in failures too, so that it can tell a mistake of its caller from
 * one that comes of being older or newer than the server. Others are told nothing.
 */
export function contractMark(operations: readonly Operation[]) {
  let fingerprint: string | undefined // made when it is first asked for: it takes 40 ms that a start should not
  return ({ headers }: IncomingMessage, head: Head): void => {
    if (headers[asked] === undefined) return
    fingerprint ??= fingerprintOf(operations)
    head[contractHeader] = fingerprint
  }
}
