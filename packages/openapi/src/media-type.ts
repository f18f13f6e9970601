import type { OpenAPIV3_1 } from 'openapi-types'
import type { Schema, Schemas } from './schemas.js'

/** JSON of a schema, with the first of the schema's own examples. */
export function json(schema: Schema, { resolve }: Schemas): Record<string, OpenAPIV3_1.MediaTypeObject> {
  const { examples } = resolve(schema)
  return { 'application/json': { schema, ...(examples?.length && { example: examples[0] }) } }
}
