import { type Metadata, notModified, type Operation } from '@taskpact/contract'
import type { OpenAPIV3_1 } from 'openapi-types'
import { commonHeaders } from './headers.js'
import { shownOnly } from './shown-only.js'

/** The `ETag` of what an operation answers, where its metadata says that it has one. */
export function entityTagOf({ metadata: { etag, clock } }: Operation): Record<string, OpenAPIV3_1.HeaderObject> {
  if (!etag) return {}
  const always = headers[etag]
  if (!clock) return { ETag: always }
  const description = `${always.description} Absent when ${oneOf(clock)} is given: the answer depends on the clock then.`
  return { ETag: { ...always, description, required: false } }
}

/** The header in which a reader says what it has already (RFC 9110, section 13.1.2). */
export function ifNoneMatchOf({ kind, metadata: { etag, clock } }: Operation): OpenAPIV3_1.ParameterObject[] {
  if (kind !== 'query' || !etag) return []
  const effect =
    'The `ETag` of an answer that was kept: while that holds, none is sent again (RFC 9110, section 13.1.2).'
  return [
    {
      name: 'If-None-Match',
      in: 'header',
      required: false,
      description: clock ? `${effect} Without effect when ${oneOf(clock)} is given.` : effect,
      schema: { type: 'string', maxLength: 4000, pattern: '^[ -~]*$' },
      ...shownOnly(headers[etag].example),
    },
  ]
}

/** What a reader is answered who has it already. */
export function notModifiedOf(operation: Operation): OpenAPIV3_1.ResponsesObject {
  const {
    kind,
    metadata: { etag },
  } = operation
  if (kind !== 'query' || !etag) return {}
  return {
    [notModified]: {
      description: 'What `If-None-Match` names still holds; the response has no body.',
      headers: { ETag: headers[etag], ...commonHeaders(operation) },
    },
  }
}

function oneOf(fields: readonly string[]): string {
  return fields.map((field) => `\`${field}\``).join(' or ')
}

const headers = {
  revision: {
    description: 'The `revision` of what is answered, in double quotes (RFC 9110, section 8.8.3).',
    required: true,
    schema: { type: 'string', maxLength: 18, pattern: '^"[1-9]\\d*"$' },
    example: '"7"',
  },
  'user-revision': {
    description: 'Names what is answered; opaque. It is another one after a change to any task of the user.',
    required: true,
    schema: { type: 'string', maxLength: 100, pattern: '^"[!#-~]*"$' },
    example: '"7-nZ4kQ_0x"',
  },
} as const satisfies Record<NonNullable<Metadata['etag']>, OpenAPIV3_1.HeaderObject>
