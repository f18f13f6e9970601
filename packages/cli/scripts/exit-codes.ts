import { type ErrorCode, errorTable } from '@taskpact/contract'

/** The exit code of each kind of failure, by an error code that has its status. All other failures exit with 1. */
const kinds = {
  invalid_input: 2,
  unauthenticated: 4,
  forbidden: 4,
  not_found: 5,
  conflict: 6,
  revision_mismatch: 6,
  rate_limited: 7,
  unavailable: 8,
} as const satisfies Partial<Record<ErrorCode, number>>

/** Errors whose status says something else to a program than to a person. */
const exceptions: Partial<Record<ErrorCode, number>> = { quota_exceeded: 1 }

/** Exit codes by HTTP status, for errors that a later version of the API adds. */
export const exitCodesByStatus: Readonly<Record<number, number>> = Object.fromEntries(
  Object.entries(kinds).map(([code, exit]) => [errorTable[code as ErrorCode].status, exit]),
)

/** Exit codes by error code, where they differ from that of the status. */
export const exitCodesByCode: Readonly<Record<string, number>> = exceptions
