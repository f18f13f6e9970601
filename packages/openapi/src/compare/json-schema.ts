/** The part of JSON Schema (draft 2020-12) that is compared. */
export interface JsonSchema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly [keyword: string]: unknown
}

/** Schemas by name. */
export type Components = Readonly<Record<string, JsonSchema>>

/** Returns the target of a reference. */
export type Resolve = (schema: JsonSchema) => JsonSchema

/** Resolves references by the last segment of their pointer. */
export function resolveIn(components: Components): Resolve {
  const resolve: Resolve = ({ $ref, ...beside }) =>
    $ref === undefined ? beside : { ...resolve(components[$ref.split('/').at(-1) ?? ''] ?? {}), ...beside }
  return resolve
}
