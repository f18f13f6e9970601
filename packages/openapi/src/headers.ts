import { errorTable, type Operation } from '@taskpact/contract'
import type { OpenAPIV3_1 } from 'openapi-types'
import { type HeaderName, headers } from './header-components.js'

type References = Record<string, OpenAPIV3_1.ReferenceObject>

/** The headers that responses of operations refer to. */
export function headerComponents(operations: readonly Operation[]): Record<string, OpenAPIV3_1.HeaderObject> {
  const statuses = new Set(operations.flatMap(({ errors }) => errors.map((code) => errorTable[code].status)))
  const names = new Set<HeaderName>([
    ...onEveryAnswer,
    ...[...statuses].flatMap((status) => nameByStatus[status] ?? []),
    ...(operations.some(isLimited) ? ofLimits : []),
    ...(operations.some(({ metadata }) => metadata.deprecated) ? ofDeprecated : []),
  ])
  return Object.fromEntries(
    Object.entries<OpenAPIV3_1.HeaderObject>(headers).filter(([name]) => names.has(name as HeaderName)),
  )
}

/** What a failure of this status refers to; where calls are counted, it tells of that too. */
export function headersOf(status: number, limited: boolean): References {
  const own = nameByStatus[status]
  return referTo([...(own ? [own] : []), ...(limited ? ofLimits : []), ...onEveryAnswer])
}

/** What every answer to this operation tells. */
export function commonHeaders(operation: Operation): References {
  return referTo([
    ...(isLimited(operation) ? ofLimits : []),
    ...(operation.metadata.deprecated ? ofDeprecated : []),
    ...onEveryAnswer,
  ])
}

export function isLimited({ metadata }: Operation): boolean {
  return metadata.limit !== 'none'
}

function referTo(names: readonly HeaderName[]): References {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
}

const onEveryAnswer = ['X-Request-Id', 'Cache-Control', 'Access-Control-Allow-Origin'] as const
const ofDeprecated = ['Deprecation', 'Sunset'] as const
const ofLimits = ['RateLimit', 'RateLimit-Policy'] as const

const nameByStatus: Readonly<Record<number, HeaderName>> = {
  [errorTable.unauthenticated.status]: 'WWW-Authenticate',
  [errorTable.method_not_allowed.status]: 'Allow',
  [errorTable.rate_limited.status]: 'Retry-After',
  [errorTable.unavailable.status]: 'Retry-After',
}
