import type { Schema, Schemas } from './schemas.js'

/**
 * Returns the first example of a schema; for a list without examples, a list with the first example of its items; for alternatives, the
 * example of the first one.
 */
export function exampleOf(schema: Schema, schemas: Schemas): unknown {
  const { resolve } = schemas
  const described = resolve(schema)
  if (described.examples?.length) return described.examples[0]
  const [first] = described.anyOf ?? []
  if (first !== undefined) return exampleOf(first, schemas)
  if (described.type !== 'array' || (described.minItems ?? 0) > 1) return undefined
  const [item] = resolve(described.items).examples ?? []
  return item === undefined ? undefined : [item]
}
