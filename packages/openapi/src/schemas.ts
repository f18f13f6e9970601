import type { Operation } from '@taskpact/contract/core'
import type { OpenAPIV3_1 } from 'openapi-types'
import * as z from 'zod'
import { answersOf, bodiesOf, headersIn, parametersIn } from './request-parts.js'
import { restoreAnnotations } from './restore-annotations.js'

export type Schema = OpenAPIV3_1.SchemaObject | OpenAPIV3_1.ReferenceObject

/** The JSON Schemas (draft 2020-12) of what operations take and give. */
export interface Schemas {
  /** Those that have an id, by that id. */
  readonly components: Readonly<Record<string, OpenAPIV3_1.SchemaObject>>
  /** What a client sends: a reference where the schema has an id. */
  readonly input: (schema: z.ZodType) => Schema
  /** What the server sends. */
  readonly output: (schema: z.ZodType) => Schema
  /** The schema that a reference means, with what stands beside the reference. */
  readonly resolve: (schema: Schema) => OpenAPIV3_1.SchemaObject
}

const prefix = '#/components/schemas/'

/** Describes every schema that the operations reach, and no other. */
export function collectSchemas(operations: readonly Operation[], problem: z.ZodType): Schemas {
  const input = describeSchemas(operations.flatMap(taken), 'input')
  const output = describeSchemas([problem, ...operations.flatMap(answersOf).map(({ schema }) => schema)], 'output')
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

/** Each parameter by itself, so that the object of all of them does not become a schema. */
function taken(operation: Operation): z.ZodType[] {
  const { pathParams, query } = operation.route
  return [
    ...Object.values(parametersIn(pathParams)),
    ...Object.values(parametersIn(query)),
    ...Object.values(headersIn(operation)),
    ...bodiesOf(operation).map(({ schema }) => schema),
  ]
}

/** One conversion of all schemas together: zod then puts what has an id into `$defs`, once. */
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
      if (!found) throw new TypeError('A schema that none of the operations has')
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

/** A name has one meaning: what is both taken and given must look the same both ways. */
function join(input: Schemas['components'], output: Schemas['components']): Schemas['components'] {
  const ids = [...new Set([...Object.keys(input), ...Object.keys(output)])].sort()
  for (const id of ids) {
    if (id.startsWith('__')) throw new TypeError('A schema that contains itself needs .meta({ id })')
    const [taken, given] = [input[id], output[id]]
    if (taken && given && JSON.stringify(taken) !== JSON.stringify(given))
      throw new TypeError(`${id}: differs as input and as output; give each a name of its own`)
  }
  const joined = { ...input, ...output }
  return Object.fromEntries(ids.flatMap((id) => (joined[id] ? [[id, joined[id]]] : [])))
}
