import { ApiError } from './api-error.js'
import type { ClientRoute } from './route-table.js'

/** Which contract a client was made for. */
export interface ContractMark {
  /** The header that names a contract, in both directions. */
  readonly header: string
  /** Its version, which a breaking change raises, a dot, and a digest. */
  readonly fingerprint: string
}

/** What a server of another contract may answer to a call that is right by this one. */
const suspects: readonly unknown[] = [
  'invalid_input',
  'invalid_json',
  'unsupported_media_type',
  'method_not_allowed',
  'unexpected_answer',
]

/**
 * The failure of a call as `contract_mismatch`, with itself as the cause, where the server names a contract of another version and
 * the failure may come of that; else the failure as it is.
 */
export function judgeContract(error: unknown, route: ClientRoute, mark: ContractMark, theirs: string | null): unknown {
  if (!(error instanceof ApiError) || theirs === null || versionOf(theirs) === versionOf(mark.fingerprint)) return error
  // What an id names may well not be there; where the path has none, it is the address that is not.
  const noAddress = error.code === 'not_found' && !/:(?!userId\b)/.test(route.path)
  if (!noAddress && !suspects.includes(error.code)) return error
  const { status, problem, errors } = error
  return new ApiError(
    'contract_mismatch',
    `The server has version ${versionOf(theirs)} of the contract, this client ${versionOf(mark.fingerprint)}.`,
    { cause: error, status, errors, ...(problem && { problem }) },
  )
}

function versionOf(fingerprint: string): string | undefined {
  return fingerprint.split('.')[0]
}
