import type { Operation } from '@taskpact/contract'
import type { OpenAPIV3_1 } from 'openapi-types'
import { type CodeSample, codeSamplesOf } from './code-samples.js'
import { notModifiedOf } from './conditional.js'
import type { ErrorResponses } from './error-responses.js'
import { linksOf } from './links.js'
import type { OAuthOptions } from './oauth.js'
import { operationIdOf } from './operation-id.js'
import { createParameters } from './parameters.js'
import { createRequestBody } from './request-body.js'
import type { Schemas } from './schemas.js'
import { type ScopeExtension, scopeExtensionOf, securityOf } from './security.js'
import { createSuccess } from './success.js'
import { tagOf } from './tags.js'
import { toTemplate } from './template.js'

/** What all operations refer to. */
export interface Shared {
  readonly schemas: Schemas
  readonly errors: ErrorResponses
  /** Undefined: apps get no tokens. */
  readonly oauth: OAuthOptions | undefined
}

/** Returns the operations by path and method, in their order. */
export function createPaths(operations: readonly Operation[], shared: Shared): OpenAPIV3_1.PathsObject {
  const paths: Record<string, OpenAPIV3_1.PathItemObject> = {}
  for (const operation of operations) {
    const path = toTemplate(operation.route.path)
    const method = operation.route.method.toLowerCase()
    paths[path] = {
      ...paths[path],
      [method]: toOperationObject(operation, linksOf(operation, operations), shared),
    }
  }
  return paths
}

function toOperationObject(
  operation: Operation,
  links: ReturnType<typeof linksOf>,
  { schemas, errors, oauth }: Shared,
): OpenAPIV3_1.OperationObject & ScopeExtension & Record<'x-codeSamples', readonly CodeSample[]> {
  const { route, metadata, status } = operation
  const parameters = createParameters(operation, schemas)
  const requestBody = createRequestBody(operation, schemas)
  return {
    operationId: operationIdOf(operation),
    tags: [tagOf(operation)],
    summary: route.summary,
    description: describe(operation),
    ...(metadata.deprecated && { deprecated: true }),
    security: securityOf(operation, oauth),
    ...scopeExtensionOf(operation),
    ...(parameters.length > 0 && { parameters }),
    ...(requestBody && { requestBody }),
    responses: {
      [status]: { ...createSuccess(operation, schemas), ...(Object.keys(links).length > 0 && { links }) },
      ...notModifiedOf(operation),
      ...errors.of(operation),
    },
    'x-codeSamples': codeSamplesOf(operation, schemas),
  }
}

function describe({ route, metadata: { access, scope, deprecated } }: Operation): string {
  const sentences = [route.description]
  if (scope !== null) sentences.push(`Scope: \`${scope}\`.`)
  else if (access === 'user') sentences.push('Refuses tokens with scopes.')
  if (deprecated)
    sentences.push(`Deprecated since ${deprecated.since}, removed after ${deprecated.sunset}: use ${deprecated.use}.`)
  return sentences.join(' ')
}
