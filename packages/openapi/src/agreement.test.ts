import { type HeaderParameter, headerParameters, isDueOnce, Problem } from '@taskpact/contract'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { all } from '../test/documented.js'
import { alternativesOf, itemsOf } from '../test/fitting.js'
import { compile } from '../test/json-schema.js'
import { nearValid } from '../test/near-valid.js'
import { bodiesOf, parametersIn } from './request-parts.js'
import { collectSchemas, type Schema } from './schemas.js'

const { input, resolve } = collectSchemas(all, Problem)

interface Part {
  readonly part: string
  readonly schema: z.ZodType
  readonly described: Schema
  /** The value comes in a URL as a string. Only the contract parses strings. */
  readonly spelled?: boolean
}

const parameters = all.flatMap(({ name, route: { pathParams, query } }): Part[] =>
  Object.entries({ ...parametersIn(pathParams), ...parametersIn(query) }).map(([parameter, schema]) => ({
    part: `${name} ${parameter}`,
    schema,
    described: input(schema),
    spelled: true,
  })),
)

/** Header parameters and the input fields they contain. */
const headers = Object.values<HeaderParameter>(headerParameters).map(
  ({ header, wire: transport, read, schema }): Part => ({
    part: header,
    schema: z
      .string()
      .transform((text) => read(text))
      .pipe(schema),
    described: input(transport),
  }),
)

const bodies = all.flatMap((operation) =>
  bodiesOf(operation).flatMap(({ mediaType, schema }) =>
    withinAll({ part: `${operation.name} ${mediaType}`, schema, described: input(schema) }),
  ),
)

/** Returns a part of a body and, separately, its fields, items and alternatives. */
function withinAll(whole: Part): Part[] {
  return [whole, ...within(whole).flatMap(withinAll)]
}

function within({ part, schema, described }: Part): Part[] {
  const { properties = {}, ...found } = resolve(described)
  if (schema instanceof z.ZodObject)
    return Object.entries(properties).map(([name, property]) => ({
      part: `${part}/${name}`,
      schema: schema.shape[name],
      described: property,
    }))
  if (schema instanceof z.ZodArray)
    return [{ part: `${part}/0`, schema: schema.element as z.ZodType, described: itemsOf(found) }]
  return alternativesOf(found).flatMap((alternative, index) => {
    const option = schema instanceof z.ZodUnion && (schema.options[index] as z.ZodType)
    return option ? [{ part: `${part} or ${index}`, schema: option, described: alternative }] : []
  })
}

describe('contract and document', () => {
  it.each([...parameters, ...headers, ...bodies].map((part) => [part.part, part] as const))(
    'accept the same values: %s',
    (_part, { schema, described, spelled }) => {
      const validate = compile(described)
      const verdicts = new Set<boolean>()

      const agreement = fc.property(nearValid(described, resolve), (value) => {
        fc.pre(!(spelled && isSpelling(described, value)))
        fc.pre(isPlain(value) && isDueOnceIn(value))
        const { success } = schema.safeParse(value)
        verdicts.add(success)
        expect(validate(value)).toBe(success)
      })

      fc.assert(agreement, { seed: 20_261_123, numRuns: 300 })
      expect(verdicts).toEqual(new Set([true, false]))
    },
  )
})

/** JSON Schema expresses neither normalization to NFC nor which characters show nothing. */
function isPlain(value: unknown): boolean {
  const text = JSON.stringify(value) ?? ''
  return text.normalize('NFC') === text && !/[\p{Default_Ignorable_Code_Point}\u2800]/u.test(text)
}

/** The document states in prose that a task has one due field at most: tools show keywords for that in place of the fields. */
function isDueOnceIn(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  return isDueOnce(value) && Object.values(value).every(isDueOnceIn)
}

function isSpelling(described: Schema, value: unknown): boolean {
  const { type } = resolve(described)
  return typeof value === 'string' && (type === 'integer' || type === 'boolean' || type === 'array')
}
