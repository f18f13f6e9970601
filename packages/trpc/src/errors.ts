import { codeOfStatus, type ErrorCode, errorCodes, errorTable } from '@taskpact/contract'
import { ServiceError } from '@taskpact/service'
import { type TRPC_ERROR_CODE_KEY, TRPCError } from '@trpc/server'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'

/** A failure in tRPC's own terms, so that its HTTP status is that of the contract's error table. */
export function toTrpcError(error: ServiceError): TRPCError {
  return new TRPCError({
    code: keys[error.code],
    message: error.detail,
    cause: error,
  })
}

/** What tRPC refuses by itself, such as an unknown path, as a failure of the contract. */
export function toServiceError(error: TRPCError): ServiceError {
  if (error.cause instanceof ServiceError) return error.cause
  if (error.code === 'PARSE_ERROR') return new ServiceError('invalid_json', 'The input is not valid JSON.')
  const code = codeOfStatus(getHTTPStatusCodeFromError(error))
  return code === 'internal' ? ServiceError.from(error) : new ServiceError(code, `${error.message}.`)
}

const keys = Object.fromEntries(errorCodes.map((code) => [code, keyOf(code)])) as Record<ErrorCode, TRPC_ERROR_CODE_KEY>

/** tRPC's name for the status of a code. It has none for a few; those are then told by `data.problem` alone. */
function keyOf(code: ErrorCode): TRPC_ERROR_CODE_KEY {
  const { status } = errorTable[code]
  const named = Object.keys(TRPC_ERROR_CODES_BY_KEY) as TRPC_ERROR_CODE_KEY[]
  const found = named.filter((key) => getHTTPStatusCodeFromError(new TRPCError({ code: key })) === status)
  return found.find((key) => key !== 'PARSE_ERROR') ?? 'BAD_REQUEST'
}
