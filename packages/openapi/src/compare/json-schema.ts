/** A JSON Schema (draft 2020-12), as far as it is compared here. */
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

/** Schemas by their names. */
export type Components = Readonly<Record<string, JsonSchema>>

/** The schema that a reference means. */
export type Resolve = (schema: JsonSchema) => JsonSchema

/** Finds references among schemas by the last part of their pointer. */
export function resolveIn(components: Components): Resolve {
  const resolve: Resolve = ({ $ref, ...beside }) =>
    $ref === undefined ? beside : { ...resolve(components[$ref.split('/').at(-1) ?? ''] ?? {}), ...beside }
  return resolve
}
