import { randomUUID } from 'node:crypto'
import type { Operation } from '@taskpact/contract'
import type { Input } from '@taskpact/testing'
import * as z from 'zod'

interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly examples?: readonly unknown[]
  readonly minimum?: number
}

interface Described {
  readonly properties: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly $defs?: Readonly<Record<string, Schema>>
}

/** Returns a valid input of an operation, from the examples of its schemas. `ids` are existing resources. */
export function sampleInput(operation: Operation, ids: Input): Input {
  const { properties, required = [], $defs } = describe(operation)
  const entries = Object.entries(properties).flatMap(([field, schema]) => {
    if (field in ids) return [[field, ids[field]]]
    if (field === 'email') return [[field, `${randomUUID()}@example.com`]]
    return required.includes(field) ? [[field, exampleOf(resolve(schema, $defs), `${operation.name}.${field}`)]] : []
  })
  return Object.fromEntries(entries)
}

/** Returns the names of the fields of type string, including ids and enums. */
export function stringFields(operation: Operation): readonly string[] {
  const { properties, $defs } = describe(operation)
  return Object.keys(properties).filter((field) => isString(resolve(properties[field] ?? {}, $defs), $defs))
}

const described = new WeakMap<Operation, Described>()

function describe(operation: Operation): Described {
  const known = described.get(operation)
  if (known) return known
  const schema = z.toJSONSchema(operation.input, { io: 'input' }) as Described
  described.set(operation, schema)
  return schema
}

function resolve(schema: Schema, defs: Described['$defs']): Schema {
  const name = schema.$ref?.split('/').at(-1)
  return name ? { ...defs?.[name], ...schema } : schema
}

function isString({ type, anyOf, enum: values }: Schema, defs: Described['$defs']): boolean {
  return type === 'string' || values !== undefined || (anyOf ?? []).some((one) => isString(resolve(one, defs), defs))
}

function exampleOf({ examples, enum: values, type, minimum }: Schema, field: string): unknown {
  const example = examples?.[0] ?? values?.[0] ?? minimum ?? (type === 'boolean' ? true : undefined)
  if (example === undefined) throw new Error(`${field} needs an example in its schema`)
  return example
}
