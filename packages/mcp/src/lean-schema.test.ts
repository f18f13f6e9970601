import { type AppRouter, operations } from '@taskpact/contract/core'
import { initContract } from '@ts-rest/core'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { leanSchema } from './lean-schema.js'

const metadata = { access: 'public', scope: null, tool: false, limit: 'none', idempotency: 'none', concurrency: 'none' }

/** Returns the lean schema of an operation with these fields. */
function leanOf(shape: z.ZodRawShape): Readonly<Record<string, Record<string, unknown>>> {
  const route = {
    method: 'POST',
    path: '/things',
    summary: 'Do something',
    description: 'For tests.',
    body: z.strictObject(shape),
    responses: { 200: z.object({}) },
    metadata,
  }
  const [operation] = operations(initContract().router({ run: route } as never) as AppRouter)
  if (!operation) throw new Error('The contract has an operation')
  return leanSchema(operation).properties as Readonly<Record<string, Record<string, unknown>>>
}

describe('a lean schema', () => {
  it('has no references, patterns, lengths, formats and examples', () => {
    const Name = z
      .string()
      .min(1)
      .max(100)
      .regex(/^a/)
      .meta({ id: 'Name', title: 'A name', examples: ['a'] })
    expect(leanOf({ name: Name, id: z.uuid() })).toEqual({ name: { type: 'string' }, id: { type: 'string' } })
  })

  it('keeps bounds of numbers and lists, but not those of all integers', () => {
    expect(leanOf({ count: z.int(), limit: z.int().min(1).max(9), names: z.array(z.string()).max(3) })).toEqual({
      count: { type: 'integer' },
      limit: { type: 'integer', minimum: 1, maximum: 9 },
      names: { type: 'array', maxItems: 3, items: { type: 'string' } },
    })
  })

  it('has one type a schema, also if a value can be null', () => {
    const anyOf = [{ type: 'string', enum: ['low', 'high'] }, { type: 'null' }]
    expect(leanOf({ level: z.enum(['low', 'high']).nullable() })).toEqual({ level: { anyOf } })
  })

  it('merges variants that only differ in what it leaves out', () => {
    const value = z.union([z.iso.date().describe('A date.'), z.iso.datetime().describe('A time.')]).describe('When.')
    expect(leanOf({ value })).toEqual({ value: { type: 'string', description: 'When.' } })
  })

  it('merges objects, and requires what all of them require', () => {
    const one = z.strictObject({ op: z.literal('add'), name: z.string() })
    const two = z.strictObject({ op: z.literal('remove'), id: z.string() })
    expect(leanOf({ change: z.discriminatedUnion('op', [one, two]) })).toEqual({
      change: {
        type: 'object',
        properties: {
          op: { type: 'string', enum: ['add', 'remove'] },
          name: { type: 'string' },
          id: { type: 'string' },
        },
        required: ['op'],
        additionalProperties: false,
      },
    })
  })

  it('keeps the sentences of a description that fit, at least the first one', () => {
    const long = `${'x'.repeat(200)}.`
    expect(
      leanOf({ a: z.string().describe(`${long} More.`), b: z.string().describe(`Short. And this. ${long}`) }),
    ).toEqual({
      a: { type: 'string', description: long },
      b: { type: 'string', description: 'Short. And this.' },
    })
  })

  it('keeps fields that have the names of keywords', () => {
    const fields = {
      title: z.string(),
      pattern: z.string(),
      description: z.string().nullable(),
      properties: z.string(),
    }
    expect(Object.keys(leanOf(fields))).toEqual(['title', 'pattern', 'description', 'properties'])
  })
})
