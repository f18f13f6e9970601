import { errorTable, type Operation } from '@taskpact/contract'
import type { OpenAPIV3_1 } from 'openapi-types'

type Header = OpenAPIV3_1.HeaderObject
type References = Record<string, OpenAPIV3_1.ReferenceObject>

/** The headers that responses of operations refer to. */
export function headerComponents(operations: readonly Operation[]): Record<string, Header> {
  const statuses = new Set(operations.flatMap(({ errors }) => errors.map((code) => errorTable[code].status)))
  const named = [...statuses].flatMap((status) => {
    const name = nameByStatus[status]
    return name ? [[name, headers[name]] as const] : []
  })
  return { ...Object.fromEntries(named), ...(operations.some(isLimited) && limitHeaders) }
}

/** What a failure of this status refers to, where it has headers of its own or calls are counted. */
export function headersOf(status: number, limited: boolean): Pick<OpenAPIV3_1.ResponseObject, 'headers'> {
  const name = nameByStatus[status]
  const found = { ...(name && referTo([name])), ...(limited && referTo(Object.keys(limitHeaders))) }
  return Object.keys(found).length > 0 ? { headers: found } : {}
}

/** What every answer to a call that is counted tells. */
export function limitsOf(operation: Operation): References {
  return isLimited(operation) ? referTo(Object.keys(limitHeaders)) : {}
}

export function isLimited({ metadata }: Operation): boolean {
  return metadata.limit !== 'none'
}

function referTo(names: readonly string[]): References {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
}

/** Absent where the operator has set no limit, or the request was refused before it was a call. */
const limitHeaders = {
  RateLimit: {
    description:
      'Of each class of calls that the request counts in: how many are left, and in how many seconds all are again (draft-ietf-httpapi-ratelimit-headers).',
    required: false,
    schema: { type: 'string', pattern: '^"[a-z]+";r=\\d+;t=\\d+(, "[a-z]+";r=\\d+;t=\\d+)*$' },
    example: '"read";r=1199;t=60',
  },
  'RateLimit-Policy': {
    description: 'Of each such class: how many calls a caller has in a window of so many seconds.',
    required: false,
    schema: { type: 'string', pattern: '^"[a-z]+";q=\\d+;w=\\d+(, "[a-z]+";q=\\d+;w=\\d+)*$' },
    example: '"read";q=1200;w=60',
  },
} as const satisfies Record<string, Header>

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
