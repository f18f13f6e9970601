import type { Operation } from '@taskpact/contract/core'
import type { OpenAPIV3_1 } from 'openapi-types'
import * as z from 'zod'
import { bodiesOf, headersIn, parametersIn, responseBodiesOf } from './request-parts.js'
import { restoreAnnotations } from './restore-annotations.js'

export type Schema = OpenAPIV3_1.SchemaObject | OpenAPIV3_1.ReferenceObject

/** The JSON Schemas (draft 2020-12) of the inputs and outputs of operations. */
export interface Schemas {
  /** Schemas with an id, by that id. */
  readonly components: Readonly<Record<string, OpenAPIV3_1.SchemaObject>>
  /** Returns the schema of a value in a request: a reference if it has an id. */
  readonly input: (schema: z.ZodType) => Schema
  /** Returns the schema of a value in a response. */
  readonly output: (schema: z.ZodType) => Schema
  /** Returns the target of a reference, merged with the keywords beside the reference. */
  readonly resolve: (schema: Schema) => OpenAPIV3_1.SchemaObject
}

const prefix = '#/components/schemas/'

/** Returns the JSON Schemas of exactly those schemas that the operations use. */
export function collectSchemas(operations: readonly Operation[], problem: z.ZodType): Schemas {
  const input = describeSchemas(operations.flatMap(inputSchemasOf), 'input')
  const output = describeSchemas(
    [problem, ...operations.flatMap(responseBodiesOf).map(({ schema }) => schema)],
    'output',
  )
  const components = join(input.components, output.components)
  return {
    components,
    input: input.schema,
    output: output.schema,
    resolve: (schema) => {
      if (!('$ref' in schema)) return schema
      const { $ref, ...beside } = schema
      return { ...components[$ref.slice(prefix.length)], ...beside } as OpenAPIV3_1.SchemaObject
    },
  }
}

/** Returns each parameter separately, so that the object of all parameters does not become a schema. */
function inputSchemasOf(operation: Operation): z.ZodType[] {
  const { pathParams, query } = operation.route
  return [
    ...Object.values(parametersIn(pathParams)),
    ...Object.values(parametersIn(query)),
    ...Object.values(headersIn(operation)),
    ...bodiesOf(operation).map(({ schema }) => schema),
  ]
}

/** Converts all schemas together, so that zod puts each schema with an id into `$defs` once. */
export function describeSchemas(schemas: readonly z.ZodType[], io: 'input' | 'output') {
  const places = new Map([...new Set(schemas)].map((schema, index) => [schema, `${index}`]))
  const all = z.object(Object.fromEntries([...places].map(([schema, place]) => [place, schema])))
  const { properties = {}, $defs = {} } = pointingToComponents(
    z.toJSONSchema(all, { io, override: restoreAnnotations(io) }),
  )
  return {
    components: $defs,
    schema: (schema: z.ZodType) => {
      const found = properties[places.get(schema) ?? '']
      if (!found) throw new TypeError('No operation uses this schema')
      return found
    },
  }
}

interface Described {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly $defs?: Readonly<Record<string, OpenAPIV3_1.SchemaObject>>
}

function pointingToComponents(json: unknown): Described {
  return JSON.parse(JSON.stringify(json), (key, value: unknown) =>
    key === '$ref' && typeof value === 'string' ? value.replace('#/$defs/', prefix) : value,
  )
}

/** Merges both directions. Throws if a schema differs as input and as output, because an id has one meaning. */
function join(input: Schemas['components'], output: Schemas['components']): Schemas['components'] {
  const ids = [...new Set([...Object.keys(input), ...Object.keys(output)])].sort()
  for (const id of ids) {
    if (id.startsWith('__')) throw new TypeError('A schema that contains itself requires .meta({ id })')
    const [asInput, asOutput] = [input[id], output[id]]
    if (asInput && asOutput && JSON.stringify(asInput) !== JSON.stringify(asOutput))
      throw new TypeError(`${id}: differs as input and as output; give each an id of its own`)
  }
  const joined = { ...input, ...output }
  return Object.fromEntries(ids.flatMap((id) => (joined[id] ? [[id, joined[id]]] : [])))
}
