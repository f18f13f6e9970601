import type { Operation } from '@taskpact/contract'
import type { OpenAPIV3_1 } from 'openapi-types'
import { json } from './media-type.js'
import { bodyOf } from './request-parts.js'
import type { Schemas } from './schemas.js'

/** The body of a request. It may be left out where `{}` would do, for REST reads an absent body so. */
export function createRequestBody(operation: Operation, schemas: Schemas): OpenAPIV3_1.RequestBodyObject | undefined {
  const body = bodyOf(operation)
  if (!body) return undefined
  const schema = schemas.input(body)
  const { description } = schemas.resolve(schema)
  return {
    ...(description && { description }),
    required: !body.safeParse({}).success,
    content: json(schema, schemas),
  }
}
