/** A JSON Schema (2020-12). */
export type JsonSchema = Readonly<Record<string, unknown>>

/** Returns a schema with each reference to its `$defs` replaced by the definition. Definitions must not contain themselves. */
export function inlined(schema: JsonSchema): JsonSchema {
  const { $defs = {}, ...root } = schema
  return inline(root, $defs as Readonly<Record<string, JsonSchema>>) as JsonSchema
}

function inline(value: unknown, definitions: Readonly<Record<string, JsonSchema>>): unknown {
  if (Array.isArray(value)) return value.map((item) => inline(item, definitions))
  if (typeof value !== 'object' || value === null) return value
  const { $ref, ...own } = value as JsonSchema
  const target = typeof $ref === 'string' ? definitions[$ref.slice('#/$defs/'.length)] : undefined
  return Object.fromEntries(
    Object.entries({ ...target, ...own }).map(([name, one]) => [name, inline(one, definitions)]),
  )
}
