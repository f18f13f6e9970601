import { type Metadata, notModified, type Operation } from '@taskpact/contract'
import type { OpenAPIV3_1 } from 'openapi-types'
import { commonHeaders } from './headers.js'
import { optionalExample } from './optional-example.js'

/** Returns the `ETag` header of the responses, if the metadata of the operation declares one. */
export function entityTagOf({ metadata: { etag, clock } }: Operation): Record<string, OpenAPIV3_1.HeaderObject> {
  if (!etag) return {}
  const always = headers[etag]
  if (!clock) return { ETag: always }
  const description = `${always.description} Absent if ${oneOf(clock)} is given, because the response then depends on the clock.`
  return { ETag: { ...always, description, required: false } }
}

/** Returns the header that makes a read conditional (RFC 9110, section 13.1.2). */
export function ifNoneMatchOf({ kind, metadata: { etag, clock } }: Operation): OpenAPIV3_1.ParameterObject[] {
  if (kind !== 'query' || !etag) return []
  const effect = 'The `ETag` of a stored response. Returns 304 if it is still current (RFC 9110, section 13.1.2).'
  return [
    {
      name: 'If-None-Match',
      in: 'header',
      required: false,
      description: clock ? `${effect} Ignored if ${oneOf(clock)} is given.` : effect,
      schema: { type: 'string', maxLength: 4000, pattern: '^[ -~]*$' },
      ...optionalExample(headers[etag].example),
    },
  ]
}

/** Returns the response to a conditional read of unchanged content. */
export function notModifiedOf(operation: Operation): OpenAPIV3_1.ResponsesObject {
  const {
    kind,
    metadata: { etag },
  } = operation
  if (kind !== 'query' || !etag) return {}
  return {
    [notModified]: {
      description: 'The response that `If-None-Match` names is still current. The response has no body.',
      headers: { ETag: headers[etag], ...commonHeaders(operation) },
    },
  }
}

function oneOf(fields: readonly string[]): string {
  return fields.map((field) => `\`${field}\``).join(' or ')
}

const headers = {
  revision: {
    description: 'Opaque entity tag (RFC 9110, section 8.8.3). Changes with the `revision` of the resource.',
    required: true,
    schema: { type: 'string', maxLength: 100, pattern: '^"[!#-~]*"$' },
    example: '"c41f09be27d3-7"',
  },
  'user-revision': {
    description: 'Opaque entity tag. Changes with every change to any task of the user.',
    required: true,
    schema: { type: 'string', maxLength: 100, pattern: '^"[!#-~]*"$' },
    example: '"c41f09be27d3-7-nZ4kQ_0xJ2sa"',
  },
} as const satisfies Record<NonNullable<Metadata['etag']>, OpenAPIV3_1.HeaderObject>
