import { codeOfStatus, type ErrorTable, quote } from '@taskpact/contract/core'
import { ServiceError } from '@taskpact/engine'
import { type TRPC_ERROR_CODE_KEY, TRPCError } from '@trpc/server'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'

/** Converts failures between the error table and tRPC. */
export interface ErrorCodec {
  /** Returns a TRPCError whose HTTP status is that of the table, if tRPC has a name for the status. */
  toTrpcError(error: ServiceError<string>): TRPCError
  /** Returns a failure of tRPC itself, such as an unknown path, as a failure of the table. */
  toServiceError(error: TRPCError): ServiceError<string>
}

export function errorCodec(table: ErrorTable): ErrorCodec {
  const keys = new Map(Object.entries(table).map(([code, { status }]) => [code, keyOf(status)]))
  return {
    toTrpcError: (error) =>
      new TRPCError({ code: keys.get(error.code) ?? 'INTERNAL_SERVER_ERROR', message: error.detail, cause: error }),
    toServiceError(error) {
      if (error.cause instanceof ServiceError) return error.cause
      if (error.code === 'PARSE_ERROR') return new ServiceError('invalid_json', 'The request contains invalid JSON.')
      const code = codeOfStatus(table, getHTTPStatusCodeFromError(error))
      return code === 'internal' ? ServiceError.from(error) : new ServiceError(code, `${quote(error.message)}.`)
    },
  }
}

/** tRPC's name for a status. It lacks a few; `data.problem` has the code anyway. */
function keyOf(status: number): TRPC_ERROR_CODE_KEY {
  const names = Object.keys(TRPC_ERROR_CODES_BY_KEY) as TRPC_ERROR_CODE_KEY[]
  const found = names.filter((key) => getHTTPStatusCodeFromError(new TRPCError({ code: key })) === status)
  return found.find((key) => key !== 'PARSE_ERROR') ?? 'BAD_REQUEST'
}
