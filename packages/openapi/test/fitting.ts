import type { OpenAPIV3_1 } from 'openapi-types'
import type { Schema } from '../src/schemas.js'

export type Resolve = (schema: Schema) => OpenAPIV3_1.SchemaObject

/** Returns the values that a schema mentions: examples, enum values, default, minimum, and those of its alternatives. */
export function fitting(schema: Schema, resolve: Resolve): unknown[] {
  const described = resolve(schema)
  const { examples = [], enum: members = [], default: byDefault, minimum } = described
  const types = [described.type].flat()
  return [
    ...examples,
    ...members,
    ...(byDefault === undefined ? [] : [byDefault]),
    ...('const' in described ? [described.const] : []),
    ...(minimum === undefined ? [] : [minimum]),
    ...(types.includes('boolean') ? [true, false] : []),
    ...(types.includes('null') ? [null] : []),
    ...alternativesOf(described).flatMap((alternative) => fitting(alternative, resolve)),
  ]
}

export function alternativesOf({ anyOf, oneOf }: OpenAPIV3_1.SchemaObject): readonly Schema[] {
  return anyOf ?? oneOf ?? []
}

export function itemsOf(described: OpenAPIV3_1.SchemaObject): Schema {
  return ('items' in described && described.items) || {}
}
