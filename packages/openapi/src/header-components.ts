import type { OpenAPIV3_1 } from 'openapi-types'

const limitOf = (values: string) => `^"[a-z]+";${values}(?:, "[a-z]+";${values})*$`

/** The headers of many responses. Those about rate limits are absent if the limit is disabled or the request was not counted. */
export const headers = {
  'WWW-Authenticate': {
    description:
      'How to authenticate: `Bearer`, with the reason if a token was refused (RFC 6750), and the URL of the metadata of the resource (RFC 9728).',
    required: true,
    schema: { type: 'string', maxLength: 1000, pattern: '^Bearer(?: |$)' },
    example: 'Bearer error="invalid_token"',
  },
  Allow: {
    description: 'Methods that the path supports (RFC 9110).',
    required: true,
    schema: { type: 'string', maxLength: 100, pattern: '^[A-Z]+(?:, [A-Z]+)*$' },
    example: 'GET, HEAD, OPTIONS',
  },
  'Retry-After': {
    description: 'Seconds to wait before the next request (RFC 9110).',
    required: true,
    schema: { type: 'integer', format: 'int32', minimum: 0, maximum: 86_400 },
    example: 30,
  },
  RateLimit: {
    description:
      'For each rate limit class of the request: remaining requests (`r`) and seconds until the limit resets (`t`), as in draft-ietf-httpapi-ratelimit-headers.',
    required: false,
    schema: { type: 'string', maxLength: 255, pattern: limitOf('r=\\d+;t=\\d+') },
    example: '"read";r=1199;t=60',
  },
  'RateLimit-Policy': {
    description: 'For each rate limit class of the request: allowed requests (`q`) in a window of seconds (`w`).',
    required: false,
    schema: { type: 'string', maxLength: 255, pattern: limitOf('q=\\d+;w=\\d+') },
    example: '"read";q=1200;w=60',
  },
  Deprecation: {
    description: 'When the operation was deprecated, in seconds since 1970 (RFC 9745).',
    required: true,
    schema: { type: 'string', maxLength: 20, pattern: '^@\\d+$' },
    example: '@1767225600',
  },
  Sunset: {
    description: 'When the operation can be removed (RFC 8594).',
    required: true,
    schema: { type: 'string', maxLength: 29, pattern: ' GMT$' },
    example: 'Thu, 31 Dec 2026 00:00:00 GMT',
  },
  'X-Request-Id': {
    description:
      'Identifies the request in server logs and in problems as `requestId`. Taken from the request if it sends a valid one, otherwise generated.',
    required: true,
    schema: { type: 'string', maxLength: 128, pattern: '^[\\w\\-]+$' },
    example: '0199e8f4-5d0c-7c55-9d3a-4a1f0c7b2e61',
  },
  'Cache-Control': {
    description: '`no-store`, or `private, no-cache` for reads with an `ETag` (RFC 9111).',
    required: true,
    schema: { type: 'string', enum: ['no-store', 'private, no-cache'] },
    example: 'no-store',
  },
  'Access-Control-Allow-Origin': {
    description: 'Origin of the requesting page, if CORS allows it.',
    required: false,
    schema: { type: 'string', format: 'uri', maxLength: 300 },
    example: 'http://localhost:3000',
  },
} as const satisfies Record<string, OpenAPIV3_1.HeaderObject>

export type HeaderName = keyof typeof headers
