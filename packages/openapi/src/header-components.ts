import type { OpenAPIV3_1 } from 'openapi-types'

const limitOf = (values: string) => `^"[a-z]+";${values}(?:, "[a-z]+";${values})*$`

/** The headers that many responses have. Those on rates are absent where the operator has set no limit, or nothing was counted yet. */
export const headers = {
  'WWW-Authenticate': {
    description: 'How to authenticate: `Bearer`, with the reason where a token was refused (RFC 6750).',
    required: true,
    schema: { type: 'string', maxLength: 255, pattern: '^Bearer(?: |$)' },
    example: 'Bearer error="invalid_token"',
  },
  Allow: {
    description: 'The methods that the path has (RFC 9110).',
    required: true,
    schema: { type: 'string', maxLength: 100, pattern: '^[A-Z]+(?:, [A-Z]+)*$' },
    example: 'GET, HEAD, OPTIONS',
  },
  'Retry-After': {
    description: 'Seconds to wait before the next try (RFC 9110).',
    required: true,
    schema: { type: 'integer', format: 'int32', minimum: 0, maximum: 86_400 },
    example: 30,
  },
  RateLimit: {
    description:
      'Of each class of calls that the request counts in: how many are left, and in how many seconds all are again (draft-ietf-httpapi-ratelimit-headers).',
    required: false,
    schema: { type: 'string', maxLength: 255, pattern: limitOf('r=\\d+;t=\\d+') },
    example: '"read";r=1199;t=60',
  },
  'RateLimit-Policy': {
    description: 'Of each such class: how many calls a caller has in a window of so many seconds.',
    required: false,
    schema: { type: 'string', maxLength: 255, pattern: limitOf('q=\\d+;w=\\d+') },
    example: '"read";q=1200;w=60',
  },
  Deprecation: {
    description: 'Since when the operation is deprecated, in seconds since 1970 (RFC 9745).',
    required: true,
    schema: { type: 'string', maxLength: 20, pattern: '^@\\d+$' },
    example: '@1767225600',
  },
  Sunset: {
    description: 'When it may go (RFC 8594).',
    required: true,
    schema: { type: 'string', maxLength: 29, pattern: ' GMT$' },
    example: 'Thu, 31 Dec 2026 00:00:00 GMT',
  },
  'X-Request-Id': {
    description:
      'Names the request in the logs of the server, and in a problem as `requestId`: that of the request, where it sent one of such letters, else a new one.',
    required: true,
    schema: { type: 'string', maxLength: 128, pattern: '^[\\w\\-]+$' },
    example: '0199e8f4-5d0c-7c55-9d3a-4a1f0c7b2e61',
  },
  'Cache-Control': {
    description:
      'Who may keep the answer (RFC 9111): nobody; but what has an `ETag` and was read, a browser, which asks each time whether it still holds.',
    required: true,
    schema: { type: 'string', enum: ['no-store', 'private, no-cache'] },
    example: 'no-store',
  },
  'Access-Control-Allow-Origin': {
    description: 'The origin of the page that asked, where the operator lets it call; absent else.',
    required: false,
    schema: { type: 'string', format: 'uri', maxLength: 300 },
    example: 'http://localhost:3000',
  },
} as const satisfies Record<string, OpenAPIV3_1.HeaderObject>

export type HeaderName = keyof typeof headers
