import type { JsonSchema, Resolve } from './json-schema.js'

/**
 * What a schema may be one of: the branches of `anyOf` and `oneOf`, and each of several types; a schema without these is its only
 * alternative. So a text that may also be null is the same however it is written.
 */
export function alternativesOf(schema: JsonSchema, resolve: Resolve): JsonSchema[] {
  const { anyOf, oneOf, ...rest } = resolve(schema)
  const branches = anyOf ?? oneOf
  if (branches) return branches.flatMap((branch) => alternativesOf({ ...resolve(branch) }, resolve))
  if (Array.isArray(rest.type)) return rest.type.map((type) => ({ ...rest, type }))
  return [rest]
}

/** Alternatives that belong together, by their type and the words that tell them apart; what has no partner stands alone. */
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
  const words = Object.entries(properties).flatMap(([name, property]) => {
    const { const: word } = resolve(property)
    return word === undefined ? [] : [`${name}=${word}`]
  })
  return [type, ...words].join()
}
