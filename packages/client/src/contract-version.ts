import { ownerParameter } from '@taskpact/contract/core/owner'
import { ApiError } from './api-error.js'
import type { ClientRoute } from './route-table.js'

/** The contract that a client was generated from. */
export interface ContractVersion {
  /** Name of the header that carries the fingerprint, in requests and in responses. */
  readonly header: string
  /** `VERSION.DIGEST`: a breaking change increments the version; any change alters the digest. */
  readonly fingerprint: string
}

/** Errors that a server with another contract can return for a request that is valid here. */
const mismatchCodes: readonly unknown[] = [
  'invalid_input',
  'invalid_json',
  'unsupported_media_type',
  'method_not_allowed',
  'unexpected_response',
]

/**
 * Returns an ApiError `contract_mismatch` with `error` as its cause, if the server has another version of the contract and that
 * can explain the error; otherwise returns `error` unchanged. `serverFingerprint` is null if the server sent none.
 */
export function checkContractVersion(
  error: unknown,
  route: ClientRoute,
  version: ContractVersion,
  serverFingerprint: string | null,
): unknown {
  if (!(error instanceof ApiError) || serverFingerprint === null) return error
  const [server, client] = [versionOf(serverFingerprint), versionOf(version.fingerprint)]
  if (server === client) return error
  // With other parameters in the path, `not_found` is more likely about the resource than about the route.
  const isRouteMissing = error.code === 'not_found' && !route.path.replace(`:${ownerParameter}`, '').includes(':')
  if (!isRouteMissing && !mismatchCodes.includes(error.code)) return error
  const { status, problem, errors } = error
  return new ApiError(
    'contract_mismatch',
    `The server has version ${server} of the API contract, the client has version ${client}.`,
    { cause: error, status, errors, ...(problem && { problem }) },
  )
}

function versionOf(fingerprint: string): string | undefined {
  return fingerprint.split('.')[0]
}
