import * as z from 'zod'

interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly examples?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly propertyNames?: Schema
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly minimum?: number
}

/**
 * Returns a value that an output schema allows: its first example (`.meta({ examples })`), else one built from the examples of its
 * parts. Deterministic.
 */
export function exampleOf(schema: z.ZodType): unknown {
  const described = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }) as Schema & {
    readonly $defs?: Readonly<Record<string, Schema>>
  }
  // A copy. `structuredClone` is missing in React Native.
  return JSON.parse(JSON.stringify(exampleIn(described, described.$defs ?? {})))
}

function exampleIn(given: Schema, defs: Readonly<Record<string, Schema>>): unknown {
  const schema = resolve(given, defs)
  const [example] = schema.examples ?? []
  if (example !== undefined) return example
  if ('const' in schema) return schema.const
  if (schema.enum) return schema.enum[0]
  const [branch] = schema.anyOf ?? schema.oneOf ?? []
  if (branch) return exampleIn(branch, defs)
  if (schema.properties) {
    return Object.fromEntries(Object.entries(schema.properties).map(([key, part]) => [key, exampleIn(part, defs)]))
  }
  const { propertyNames, additionalProperties } = schema
  const keys = propertyNames && resolve(propertyNames, defs).enum
  if (keys && typeof additionalProperties === 'object') {
    return Object.fromEntries(keys.map((key) => [key, exampleIn(additionalProperties, defs)]))
  }
  if (schema.items) return [exampleIn(schema.items, defs)]
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'integer' || type === 'number') return Math.max(schema.minimum ?? 0, 0)
  return { boolean: false, null: null, array: [], object: {} }[type as string] ?? 'text'
}

function resolve(schema: Schema, defs: Readonly<Record<string, Schema>>): Schema {
  return schema.$ref ? { ...defs[schema.$ref.replace('#/$defs/', '')], ...schema } : schema
}
