import type { ErrorTable, Operation } from '@taskpact/contract/core'
import type { OpenAPIV3_1 } from 'openapi-types'
import type * as z from 'zod'
import { createErrorResponses } from './error-responses.js'
import { headerComponents } from './headers.js'
import type { OAuthOptions } from './oauth.js'
import { createPaths } from './paths.js'
import { collectSchemas } from './schemas.js'
import { securitySchemesOf } from './security.js'
import { createTags } from './tags.js'

export interface DocumentOptions {
  /** The version of the API (https://semver.org). */
  readonly version: string
  /** Title, summary, description, contact and license. */
  readonly info: Omit<OpenAPIV3_1.InfoObject, 'version'>
  /** The error table that the operations refer to. */
  readonly errors: ErrorTable
  /** The schema of the body of every failure. */
  readonly problem: z.ZodType
  /** Where the API is served. Default: the origin of the document. */
  readonly servers?: readonly OpenAPIV3_1.ServerObject[]
  /** The authorization server for apps. Default: there is none, and the document does not mention OAuth. */
  readonly oauth?: OAuthOptions | undefined
}

/**
 * Returns the OpenAPI 3.1.1 document of operations (https://spec.openapis.org/oas/v3.1.1). Equal input gives equal bytes. Each schema
 * with an id becomes one component. Throws a TypeError that names the schema if one id has two meanings.
 */
export function createDocument(
  operations: readonly Operation[],
  { version, info, errors: table, problem, servers = [here], oauth }: DocumentOptions,
): OpenAPIV3_1.Document {
  const schemas = collectSchemas(operations, problem)
  const errors = createErrorResponses(operations, { schemas, table, problem })
  return {
    openapi: '3.1.1',
    info: { ...info, version },
    jsonSchemaDialect: 'https://spec.openapis.org/oas/3.1/dialect/base',
    servers: [...servers],
    security: [{ bearer: [] }],
    tags: createTags(operations),
    paths: createPaths(operations, { schemas, errors, oauth }),
    components: {
      schemas: schemas.components,
      responses: errors.components,
      examples: errors.examples,
      headers: headerComponents(operations, table),
      securitySchemes: securitySchemesOf(operations, oauth),
    },
  }
}

const here = {
  url: '/',
  description: 'The server that serves this document: local, staging or production.',
  'x-internal': false,
} satisfies OpenAPIV3_1.ServerObject & Record<'x-internal', boolean>
