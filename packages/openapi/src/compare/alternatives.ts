import type { JsonSchema, Resolve } from './json-schema.js'

/**
 * Returns the alternatives of a schema: the branches of `anyOf` and `oneOf`, and each of several types. A schema without these is its
 * only alternative. So all notations of a nullable type compare as equal.
 */
export function alternativesOf(schema: JsonSchema, resolve: Resolve): JsonSchema[] {
  const { anyOf, oneOf, ...rest } = resolve(schema)
  const branches = anyOf ?? oneOf
  if (branches) return branches.flatMap((branch) => alternativesOf({ ...resolve(branch) }, resolve))
  if (Array.isArray(rest.type)) return rest.type.map((type) => ({ ...rest, type }))
  return [rest]
}

/** Pairs alternatives by their type and their discriminating constants. An alternative without a counterpart is paired with undefined. */
export function paired(before: readonly JsonSchema[], after: readonly JsonSchema[], resolve: Resolve[]) {
  if (before.length === 1 && after.length === 1) return [[before[0], after[0]] as const]
  const left = after.map((schema) => ({ schema, key: keyOf(schema, resolve[1]) }))
  const pairs = before.map((schema): readonly [JsonSchema | undefined, JsonSchema | undefined] => {
    const key = keyOf(schema, resolve[0])
    const at = left.findIndex((other) => other.key === key)
    return [schema, at < 0 ? undefined : left.splice(at, 1)[0]?.schema]
  })
  return [...pairs, ...left.map(({ schema }) => [undefined, schema] as const)]
}

function keyOf({ type, properties = {} }: JsonSchema, resolve: Resolve = (schema) => schema): string {
  const constants = Object.entries(properties).flatMap(([name, property]) => {
    const { const: value } = resolve(property)
    return value === undefined ? [] : [`${name}=${value}`]
  })
  return [type, ...constants].join()
}
