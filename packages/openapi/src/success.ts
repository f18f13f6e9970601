import type { Operation } from '@taskpact/contract'
import type { OpenAPIV3_1 } from 'openapi-types'
import { json } from './media-type.js'
import type { Schemas } from './schemas.js'
import { toTemplate } from './template.js'

/** What a call answers when it succeeds. */
export function createSuccess({ output, location }: Operation, schemas: Schemas): OpenAPIV3_1.ResponseObject {
  const headers = location !== undefined && { headers: { Location: locationHeader(location) } }
  if (!output) return { description: 'It is done; the response has no body.', ...headers }
  const schema = schemas.output(output)
  return {
    description: schemas.resolve(schema).description ?? 'It is done.',
    ...headers,
    content: json(schema, schemas),
  }
}

function locationHeader(path: string): OpenAPIV3_1.HeaderObject {
  return {
    description: `Where to get what was made: \`${toTemplate(path)}\`.`,
    required: true,
    schema: { type: 'string', format: 'uri-reference' },
  }
}
