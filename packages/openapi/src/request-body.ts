import type { Operation } from '@taskpact/contract'
import type { OpenAPIV3_1 } from 'openapi-types'
import { toContent } from './media-type.js'
import { bodiesOf, bodyOf } from './request-parts.js'
import type { Schemas } from './schemas.js'

/** Returns the request body, if any. It is optional if `{}` is valid, because REST reads an absent body as `{}`. */
export function createRequestBody(operation: Operation, schemas: Schemas): OpenAPIV3_1.RequestBodyObject | undefined {
  const body = bodyOf(operation)
  if (!body) return undefined
  return {
    ...(body.description && { description: body.description }),
    required: !body.safeParse({}).success,
    content: toContent(bodiesOf(operation), 'input', schemas),
  }
}
