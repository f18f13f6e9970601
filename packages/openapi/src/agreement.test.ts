import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { all } from '../test/documented.js'
import { compile } from '../test/json-schema.js'
import { nearValid } from '../test/near-valid.js'
import { bodyOf, parametersIn } from './request-parts.js'
import { collectSchemas, type Schema } from './schemas.js'

const { input, resolve } = collectSchemas(all)

/** What a request is made of: each parameter, the body, and by itself each field of the body. */
const parts = all.flatMap((operation) => {
  const { pathParams, query } = operation.route
  const parameters = Object.entries({ ...parametersIn(pathParams), ...parametersIn(query) })
  const body = bodyOf(operation)
  return [
    ...parameters.map(([name, schema]) => ({ part: `${operation.name} ${name}`, schema, described: input(schema) })),
    ...(body ? [{ part: `${operation.name} body`, schema: body, described: input(body) }, ...fields(body)] : []),
  ]
})

function fields(body: z.ZodType): { part: string; schema: z.ZodType; described: Schema }[] {
  const shape = body instanceof z.ZodObject ? Object.entries<z.ZodType>(body.shape) : []
  const properties = resolve(input(body)).properties ?? {}
  return shape.flatMap(([name, schema]) => {
    const described = properties[name]
    return described ? [{ part: `body field ${name}`, schema, described }] : []
  })
}

describe('the contract and the document', () => {
  it.each(parts)('accept the same values for $part', ({ schema, described }) => {
    const validate = compile(described)
    const verdicts = new Set<boolean>()

    const agreement = fc.property(nearValid(described, resolve), (value) => {
      fc.pre(!isDecimalText(described, value))
      const { success } = schema.safeParse(value)
      verdicts.add(success)
      expect(validate(value)).toBe(success)
    })

    fc.assert(agreement, { seed: 20_261_123, numRuns: 300 })
    expect(verdicts).toEqual(new Set([true, false]))
  })
})

/** The document describes the number, and a URL spells it: only the contract has to do with the spelling. */
function isDecimalText(described: Schema, value: unknown): boolean {
  return resolve(described).type === 'integer' && typeof value === 'string' && /^-?\d+$/.test(value)
}
