import { isDeepStrictEqual } from 'node:util'
import type { JsonSchema } from './inlined.js'

/**
 * Returns a schema with `anyOf`, as few variants as possible: equal ones are merged, and so are objects. The merged object has the fields
 * of all, and requires those that all require, which is a fraction of the length.
 */
export function mergeVariants(schema: JsonSchema, variants: readonly JsonSchema[]): JsonSchema {
  const objects = variants.filter(({ properties }) => properties !== undefined)
  const others = variants.filter(({ properties }) => properties === undefined)
  const plain = others.map(({ description: _, ...variant }) => variant)
  const distinct = plain.filter((one, at) => plain.findIndex((other) => isDeepStrictEqual(one, other)) === at)
  const merged = [...(objects.length > 0 ? [mergeObjects(objects)] : []), ...distinct]
  const [only] = merged
  return merged.length === 1 ? { ...only, ...schema } : { ...schema, anyOf: merged }
}

function mergeObjects(objects: readonly JsonSchema[]): JsonSchema {
  const properties: Record<string, JsonSchema> = {}
  for (const object of objects) {
    for (const [name, schema] of Object.entries(object.properties as Record<string, JsonSchema>)) {
      const other = properties[name]
      properties[name] = other === undefined ? schema : mergeProperty(other, schema)
    }
  }
  const required = objects
    .map((object) => (object.required ?? []) as readonly string[])
    .reduce((all, own) => all.filter((name) => own.includes(name)))
  return { type: 'object', properties, ...(required.length > 0 && { required }), additionalProperties: false }
}

/** Constants become one enumeration. Of other schemas the first one counts: fields of the same name mean the same. */
function mergeProperty(first: JsonSchema, second: JsonSchema): JsonSchema {
  const values = [...valuesOf(first), ...valuesOf(second)]
  if (values.length < 2) return first
  const { const: _, ...schema } = first
  return { ...schema, enum: [...new Set(values)] }
}

function valuesOf(schema: JsonSchema): readonly unknown[] {
  if ('const' in schema) return [schema.const]
  return Array.isArray(schema.enum) ? schema.enum : []
}
