import { errorTable, type Operation } from '@taskpact/contract'
import type { OpenAPIV3_1 } from 'openapi-types'

/** The headers that the failures of operations carry. */
export function headerComponents(operations: readonly Operation[]): Record<string, OpenAPIV3_1.HeaderObject> {
  const statuses = new Set(operations.flatMap(({ errors }) => errors.map((code) => errorTable[code].status)))
  return Object.fromEntries(
    [...statuses].flatMap((status) => {
      const name = nameByStatus[status]
      return name ? [[name, headers[name]]] : []
    }),
  )
}

/** What a response of this status refers to, where it has a header of its own. */
export function headersOf(status: number): Pick<OpenAPIV3_1.ResponseObject, 'headers'> {
  const name = nameByStatus[status]
  return name ? { headers: { [name]: { $ref: `#/components/headers/${name}` } } } : {}
}

const headers = {
  'WWW-Authenticate': {
    description: 'How to authenticate: `Bearer`, with the reason where a token was refused (RFC 6750).',
    required: true,
    schema: { type: 'string' },
    example: 'Bearer error="invalid_token"',
  },
  Allow: {
    description: 'The methods that the path has (RFC 9110).',
    required: true,
    schema: { type: 'string' },
    example: 'GET, HEAD',
  },
  'Retry-After': {
    description: 'Seconds to wait before the next try (RFC 9110).',
    required: true,
    schema: { type: 'integer', minimum: 0 },
    example: 30,
  },
} as const satisfies Record<string, OpenAPIV3_1.HeaderObject>

const nameByStatus: Readonly<Record<number, keyof typeof headers>> = {
  [errorTable.unauthenticated.status]: 'WWW-Authenticate',
  [errorTable.method_not_allowed.status]: 'Allow',
  [errorTable.rate_limited.status]: 'Retry-After',
  [errorTable.unavailable.status]: 'Retry-After',
}
