import type { Operation } from '@taskpact/contract'
import type { OpenAPIV3_1 } from 'openapi-types'
import { toContent } from './media-type.js'
import { responseBodiesOf } from './request-parts.js'
import type { Schemas } from './schemas.js'
import { successHeaders } from './success-headers.js'

/** Returns the response of a success. */
export function createSuccess(operation: Operation, schemas: Schemas): OpenAPIV3_1.ResponseObject {
  const headers = successHeaders(operation)
  const { output } = operation
  return {
    description: output ? (output.description ?? 'Success.') : 'Success. The response has no body.',
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(output && { content: toContent(responseBodiesOf(operation), 'output', schemas) }),
  }
}
