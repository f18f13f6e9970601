import type { Operation } from '@taskpact/contract'
import type { OpenAPIV3_1 } from 'openapi-types'
import { createErrorResponses } from './error-responses.js'
import { headerComponents } from './headers.js'
import { about } from './info.js'
import { createPaths } from './paths.js'
import { collectSchemas } from './schemas.js'
import { bearer } from './security.js'
import { createTags } from './tags.js'

export interface DocumentOptions {
  /** The version of the document: semantic versioning of the API. */
  readonly version: string
  /** Where the API is served; by default, where the document is. */
  readonly servers?: readonly OpenAPIV3_1.ServerObject[]
}

/**
 * The OpenAPI 3.1.1 document of operations (https://spec.openapis.org/oas/v3.1.1); equal input gives equal bytes.
 * Each schema that has an id is a component, described once. Throws a TypeError that names the schema when
 * one name would mean two things.
 */
export function createDocument(
  operations: readonly Operation[],
  { version, servers = [here] }: DocumentOptions,
): OpenAPIV3_1.Document {
  const schemas = collectSchemas(operations)
  const errors = createErrorResponses(operations, schemas)
  return {
    openapi: '3.1.1',
    info: { ...about, version },
    jsonSchemaDialect: 'https://spec.openapis.org/oas/3.1/dialect/base',
    servers: [...servers],
    security: [{ bearer: [] }],
    tags: createTags(operations),
    paths: createPaths(operations, schemas, errors),
    components: {
      schemas: schemas.components,
      responses: errors.components,
      examples: errors.examples,
      headers: headerComponents(operations),
      securitySchemes: { bearer },
    },
  }
}

const here = {
  url: '/',
  description: 'The server that this document is from, be it local, staging or production.',
  'x-internal': false,
} satisfies OpenAPIV3_1.ServerObject & Record<'x-internal', boolean>
