import type { CoreErrorCode, ErrorTable, Operation } from '@taskpact/contract/core'
import type { OpenAPIV3_1 } from 'openapi-types'
import { type HeaderName, headers } from './header-components.js'

type References = Record<string, OpenAPIV3_1.ReferenceObject>

/** Returns the header components that the responses of operations refer to. */
export function headerComponents(
  operations: readonly Operation[],
  table: ErrorTable,
): Record<string, OpenAPIV3_1.HeaderObject> {
  const statuses = new Set(operations.flatMap(({ errors }) => errors.map((code) => table[code]?.status)))
  const names = new Set<HeaderName>([
    ...onEveryResponse,
    ...[...statuses].flatMap((status) => headerOf(status, table)),
    ...(operations.some(isLimited) ? ofLimits : []),
    ...(operations.some(({ metadata }) => metadata.deprecated) ? ofDeprecated : []),
  ])
  return Object.fromEntries(
    Object.entries<OpenAPIV3_1.HeaderObject>(headers).filter(([name]) => names.has(name as HeaderName)),
  )
}

/** Returns the headers of error responses with a status, including those of rate limits if `limited`. */
export function headersOf(status: number, { table, limited }: { table: ErrorTable; limited: boolean }): References {
  return referTo([...headerOf(status, table), ...(limited ? ofLimits : []), ...onEveryResponse])
}

/** Returns the headers of every response of an operation. */
export function commonHeaders(operation: Operation): References {
  return referTo([
    ...(isLimited(operation) ? ofLimits : []),
    ...(operation.metadata.deprecated ? ofDeprecated : []),
    ...onEveryResponse,
  ])
}

export function isLimited({ metadata }: Operation): boolean {
  return metadata.limit !== 'none'
}

function referTo(names: readonly HeaderName[]): References {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
}

const onEveryResponse = ['X-Request-Id', 'Cache-Control', 'Access-Control-Allow-Origin'] as const
const ofDeprecated = ['Deprecation', 'Sunset'] as const
const ofLimits = ['RateLimit', 'RateLimit-Policy'] as const

const byCode = {
  unauthenticated: 'WWW-Authenticate',
  method_not_allowed: 'Allow',
  rate_limited: 'Retry-After',
  unavailable: 'Retry-After',
} as const satisfies Partial<Record<CoreErrorCode, HeaderName>>

/** All error responses with a status have the headers of the code that defines them. */
function headerOf(status: number | undefined, table: ErrorTable): HeaderName[] {
  return Object.entries(byCode).flatMap(([code, header]) => (table[code]?.status === status ? [header] : []))
}
