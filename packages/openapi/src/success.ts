import type { Operation } from '@taskpact/contract'
import type { OpenAPIV3_1 } from 'openapi-types'
import { toContent } from './media-type.js'
import { answersOf } from './request-parts.js'
import type { Schemas } from './schemas.js'
import { successHeaders } from './success-headers.js'

/** What a call answers when it succeeds. */
export function createSuccess(operation: Operation, schemas: Schemas): OpenAPIV3_1.ResponseObject {
  const headers = successHeaders(operation)
  const { output } = operation
  return {
    description: output ? (output.description ?? 'It is done.') : 'It is done; the response has no body.',
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(output && { content: toContent(answersOf(operation), 'output', schemas) }),
  }
}
