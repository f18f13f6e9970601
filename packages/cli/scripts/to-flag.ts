import type { Flag } from '../src/command.js'

/** What the generator reads of a JSON Schema. */
export interface JsonSchema {
  readonly $ref?: string
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly format?: string
  readonly maxLength?: number
  readonly description?: string
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly $defs?: Readonly<Record<string, JsonSchema>>
}

export type Resolve = (schema: JsonSchema) => JsonSchema

/** Returns a function that replaces a `$ref` by its definition. What stands beside the `$ref` takes precedence. */
export function resolveIn({ $defs = {} }: JsonSchema): Resolve {
  const resolve: Resolve = ({ $ref, ...own }) =>
    $ref === undefined ? own : { ...resolve($defs[$ref.replace('#/$defs/', '')] ?? {}), ...own }
  return resolve
}

/** Characters of a description that fit into a line of the help. */
const longDescription = 90

const secretName = /password$/i

/** Describes a field of an operation for the command line. */
export function toFlag(field: string, property: JsonSchema, isRequired: boolean, resolve: Resolve): Flag {
  const schema = resolve(property)
  const variants = (schema.anyOf ?? [schema]).map(resolve)
  const values = variants.filter(({ type }) => type !== 'null')
  const allowed = valuesOf(values, resolve)
  const given = schema.examples?.[0] ?? values[0]?.examples?.[0]
  const example = Array.isArray(given) ? given.join(',') : given
  const type = secretName.test(field) ? 'secret' : typeOf(values, resolve)
  return {
    field,
    type,
    description: describe(schema),
    ...(allowed && { values: allowed }),
    ...(isRequired && { required: true }),
    ...(values.length < variants.length && { nullable: true }),
    ...(isRequired && !field.endsWith('Id') && typeof example === 'string' && { example }),
  }
}

function typeOf(variants: readonly JsonSchema[], resolve: Resolve): Flag['type'] {
  const [schema = {}] = variants
  if (schema.format === 'password') return 'secret'
  if (schema.type === 'boolean') return 'boolean'
  if (schema.type === 'integer' || schema.type === 'number') return 'integer'
  if (schema.type === 'array') return resolve(schema.items ?? {}).type === 'string' ? 'list' : 'json'
  return schema.type === 'string' || schema.enum ? 'text' : 'json'
}

/** The allowed values. A boolean without further values needs none: its flag takes no value. */
function valuesOf(variants: readonly JsonSchema[], resolve: Resolve): readonly string[] | undefined {
  const [first = {}, ...others] = variants
  if (first.type === 'array') return resolve(first.items ?? {}).enum?.map(String)
  if (first.type !== 'boolean') return first.enum?.map(String)
  return others.length > 0 ? ['true', 'false', ...others.map((one) => String(one.const))] : undefined
}

/** The first sentence without what stands in parentheses or after a colon or semicolon if it is long, and the default. */
function describe({ description = '', default: value }: JsonSchema): string {
  const first = description.match(/^.*?\.(?= [A-Z`]|$)/s)?.[0] ?? description
  const sentence = first.length > longDescription ? first.replace(/(?:;|:| \().*$/s, '.') : first
  return value === undefined || typeof value === 'object' ? sentence : `${sentence} Default: ${value}.`
}
