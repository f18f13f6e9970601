import { type Operation, ownerParameter } from '@taskpact/contract'
import * as z from 'zod'
import type { OperationCommand } from '../src/command.js'
import { type JsonSchema, type Resolve, resolveIn } from './to-flag.js'

/** Longer texts do not fit into a table. */
const maxCellLength = 1000

type Output = Pick<OperationCommand, 'output' | 'rows' | 'columns' | 'fields' | 'cursor'>

/** Describes the output of an operation: what its table and its `--json` can show. */
export function toOutput({ output, input, metadata }: Operation): Output {
  if (metadata.responseFile || !output) return { output: output ? 'file' : 'none', columns: [], fields: [] }
  const document = z.toJSONSchema(output, { io: 'output', unrepresentable: 'any' }) as JsonSchema
  const resolve = resolveIn(document)
  const properties = propertiesOf(document, resolve)
  const [[first, list] = ['', {} as JsonSchema]] = properties
  const hasRows = list.type === 'array' && isObject(list.items ?? {}, resolve)
  const shown = hasRows ? propertiesOf(list.items ?? {}, resolve) : properties
  const cursor = metadata.longPoll?.after ?? ('cursor' in input.shape ? 'cursor' : undefined)
  return {
    output: 'json',
    ...(hasRows && { rows: first }),
    columns: hasRows ? columnsOf(shown, resolve) : [],
    fields: shown.map(([name]) => name),
    ...(hasRows && cursor && { cursor }),
  }
}

/** The properties of an object, or of all variants of a union. */
function propertiesOf(schema: JsonSchema, resolve: Resolve): [name: string, schema: JsonSchema][] {
  const { properties, anyOf, oneOf } = resolve(schema)
  const variants = anyOf ?? oneOf
  if (variants) return [...new Map(variants.flatMap((one) => propertiesOf(one, resolve)))]
  return Object.entries(properties ?? {}).map(([name, property]) => [name, resolve(property)])
}

/** Properties of a nested object that have columns of their own. */
const identifying = /^(?:id|title|name|code|detail)$/

/** Scalars first, then what identifies nested objects. Texts that are too long for a table, and the owner, are left out. */
function columnsOf(properties: readonly [string, JsonSchema][], resolve: Resolve): string[] {
  const fitting = properties.filter(([name, schema]) => name !== ownerParameter && !isLong(schema, resolve))
  const isNested = (schema: JsonSchema) => isObject(schema, resolve)
  const nested = fitting.filter(([, schema]) => isNested(schema))
  const namesIn = (schema: JsonSchema) =>
    propertiesOf(schema, resolve).flatMap(([name]) => (identifying.test(name) ? [name] : []))
  return [
    ...fitting.flatMap(([name, schema]) => (isNested(schema) ? [] : [name])),
    ...nested.flatMap(([name, schema]) => namesIn(schema).map((one) => `${name}.${one}`)),
  ]
}

function isObject(schema: JsonSchema, resolve: Resolve): boolean {
  const { type, anyOf, oneOf } = resolve(schema)
  return type === 'object' || ((anyOf ?? oneOf)?.some((one) => isObject(one, resolve)) ?? false)
}

function isLong(schema: JsonSchema, resolve: Resolve): boolean {
  const { maxLength = 0, anyOf = [], type, items } = schema
  if (type === 'array') return isObject(items ?? {}, resolve)
  return maxLength > maxCellLength || anyOf.some((one) => isLong(resolve(one), resolve))
}
