import { queryBoolean, queryInteger, queryList } from '@taskpact/contract'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { documentOf } from '../test/small-contract.js'

const metadata = { access: 'public', scope: null, tool: false, limit: 'read', idempotency: 'none', concurrency: 'none' }

describe('schema components', () => {
  it('refuse an id whose schema differs as input and as output', () => {
    const Both = z.object({ size: z.int().default(1) }).meta({ id: 'Both' })
    const body = z.strictObject({ both: Both })
    const build = () => documentOf({ make: { method: 'POST', body, responses: { 200: Both } } })

    expect(build).toThrow(TypeError)
    expect(build).toThrow('Both')
  })

  it('are shared if input and output agree', () => {
    const Size = z.int().min(1).meta({ id: 'Size' })
    const body = z.strictObject({ size: Size })

    const { components } = documentOf({ make: { method: 'POST', body, responses: { 200: z.object({ size: Size }) } } })

    expect(Object.keys(components?.schemas ?? {})).toEqual(['FieldError', 'Problem', 'Size'])
  })

  it('refuse a recursive schema without an id', () => {
    const Tree = z.object({
      get below() {
        return z.array(Tree)
      },
    })

    expect(() => documentOf({ get: { responses: { 200: Tree } } })).toThrow(TypeError)
  })
})

describe('JSON Schema keywords in metadata', () => {
  it('are copied to the document', () => {
    const Pair = z
      .strictObject({ a: z.string().optional().meta({ format: 'colour' }), b: z.array(z.string()).optional() })
      .meta({ id: 'Pair', not: { required: ['a', 'b'] } })
    const Words = z.array(z.string()).meta({ id: 'Words', uniqueItems: true })
    const body = z.strictObject({ pair: Pair, words: Words })

    const { components } = documentOf({ make: { method: 'POST', body } })

    expect(components?.schemas).toMatchObject({
      Pair: { not: { required: ['a', 'b'] }, properties: { a: { format: 'colour' } } },
      Words: { uniqueItems: true },
    })
  })
})

describe('parameters', () => {
  it('keep default and examples of converted values', () => {
    const limit = queryInteger({ min: 1, max: 9 })
      .default(5)
      .meta({ description: 'How many.', examples: [7] })

    const { paths } = documentOf({ list: { query: z.strictObject({ limit }) } })

    expect(paths?.['/things']?.get?.parameters).toEqual([
      {
        name: 'limit',
        in: 'query',
        required: false,
        description: 'How many.',
        schema: { type: 'integer', format: 'int32', minimum: 1, maximum: 9, default: 5, examples: [7] },
        examples: { default: { value: 7, 'x-disabled': true } },
      },
    ])
  })

  it('are comma-separated for a list', () => {
    const Size = z.enum(['s', 'm']).meta({ id: 'Size', examples: ['m'] })
    const sizes = queryList(Size, { max: 2 }).optional().describe('Which sizes.')
    const named = queryList(z.string(), { max: 2 }).meta({ examples: [['a', 'b']] })

    const { paths } = documentOf({ list: { query: z.strictObject({ sizes, named }) } })

    const list = { type: 'array', minItems: 1, maxItems: 2 }
    expect(paths?.['/things']?.get?.parameters).toEqual([
      {
        name: 'sizes',
        in: 'query',
        required: false,
        description: 'Which sizes.',
        style: 'form',
        explode: false,
        schema: { ...list, items: { $ref: '#/components/schemas/Size' } },
        examples: { default: { value: ['m'], 'x-disabled': true } },
      },
      {
        name: 'named',
        in: 'query',
        required: true,
        style: 'form',
        explode: false,
        schema: { ...list, items: { type: 'string' }, examples: [['a', 'b']] },
        example: ['a', 'b'],
      },
    ])
  })

  it('keep the default of booleans and lists', () => {
    const done = queryBoolean().default(false)
    const sizes = queryList(z.string(), { max: 2 }).default(['a'])

    const { paths } = documentOf({ list: { query: z.strictObject({ done, sizes }) } })

    expect(paths?.['/things']?.get?.parameters).toMatchObject([
      { name: 'done', required: false, schema: { type: 'boolean', default: false } },
      { name: 'sizes', required: false, schema: { type: 'array', default: ['a'] } },
    ])
  })

  it('omit a default that is not a valid input', () => {
    const names = z
      .string()
      .transform((list) => list.split(','))
      .default(['a'])

    const { paths } = documentOf({ list: { query: z.strictObject({ names }) } })

    expect(paths?.['/things']?.get?.parameters).toEqual([
      { name: 'names', in: 'query', required: false, schema: { type: 'string' } },
    ])
  })
})

describe('operations', () => {
  it('have an optional body if an empty object is valid', () => {
    const optional = z.strictObject({ size: z.int().optional() })
    const needed = z.strictObject({ size: z.int() })

    const { paths } = documentOf({
      put: { method: 'PUT', body: optional },
      make: { method: 'POST', body: needed },
    })

    expect(paths?.['/things']).toMatchObject({
      put: { requestBody: { required: false } },
      post: { requestBody: { required: true } },
    })
  })

  it('declare the Location of a created resource', () => {
    const { paths } = documentOf({
      make: { method: 'POST', body: z.strictObject({}), responses: { 201: z.object({ made: z.boolean() }) } },
      get: { path: '/things/:thing', pathParams: z.object({ thing: z.string() }) },
    })

    expect(paths?.['/things']?.post?.responses).toMatchObject({
      201: { headers: { Location: { description: expect.stringContaining('/things/{thing}') } } },
    })
  })

  it('describe their deprecation and replacement', () => {
    const deprecated = { since: '2026-01-01', sunset: '2027-01-01', use: 'things.get' }

    const { paths, components } = documentOf({
      list: { metadata: { ...metadata, deprecated } },
      get: { path: '/things/one' },
    })

    expect(paths?.['/things']?.get).toMatchObject({
      deprecated: true,
      description: expect.stringContaining('things.get'),
      responses: {
        200: {
          headers: {
            Deprecation: { $ref: '#/components/headers/Deprecation' },
            Sunset: { $ref: '#/components/headers/Sunset' },
            Link: { description: expect.stringContaining('successor-version') },
          },
        },
      },
    })
    expect(components?.headers).toMatchObject({ Deprecation: { required: true }, Sunset: { required: true } })
    expect(paths?.['/things/one']?.get?.responses?.['200']).not.toHaveProperty('headers.Deprecation')
  })
})

const always = ['X-Request-Id', 'Cache-Control', 'Access-Control-Allow-Origin']

describe('error responses', () => {
  it('contain the machine-readable members in their examples', () => {
    const { paths, components } = documentOf({
      one: { metadata: { ...metadata, errors: ['quota_exceeded', 'revision_mismatch'] } },
    })

    expect(paths?.['/things']?.get?.responses).toMatchObject({
      403: showing('quota_exceeded'),
      412: showing('revision_mismatch'),
    })
    expect(components?.examples).toMatchObject({
      quota_exceeded: { value: { code: 'quota_exceeded', limit: expect.any(Number), use: expect.any(Number) } },
      revision_mismatch: { value: { code: 'revision_mismatch', currentRevision: expect.any(Number) } },
    })
  })

  it('are shared whatever the order of codes, and declare Retry-After', () => {
    const { paths, components } = documentOf({
      one: { metadata: { ...metadata, errors: ['email_taken', 'conflict'] } },
      two: { path: '/more', metadata: { ...metadata, errors: ['conflict', 'email_taken'] } },
    })

    expect(paths?.['/more']?.get?.responses?.['409']).toEqual({ $ref: '#/components/responses/EmailTakenOrConflict' })
    expect(paths?.['/things']?.get?.responses).toMatchObject({
      409: { $ref: '#/components/responses/EmailTakenOrConflict' },
      429: { $ref: '#/components/responses/RateLimited' },
    })
    expect(components?.responses?.RateLimited).toMatchObject({
      headers: { 'Retry-After': { $ref: '#/components/headers/Retry-After' } },
    })
    expect(Object.keys(components?.headers ?? {})).toEqual(['Retry-After', 'RateLimit', 'RateLimit-Policy', ...always])
  })

  it('declare rate limit headers if the operation is limited, like successes', () => {
    const rateLimitHeaders = {
      RateLimit: { $ref: '#/components/headers/RateLimit' },
      'RateLimit-Policy': { $ref: '#/components/headers/RateLimit-Policy' },
    }
    const counted = documentOf({ one: {} })
    const uncounted = documentOf({ one: { metadata: { ...metadata, limit: 'none' } } })

    expect(counted.paths?.['/things']?.get?.responses).toMatchObject({
      200: { headers: rateLimitHeaders },
      400: { headers: rateLimitHeaders },
      429: { headers: rateLimitHeaders },
    })
    expect(Object.keys(uncounted.components?.headers ?? {})).toEqual(always)
    expect(JSON.stringify(uncounted.paths)).not.toMatch(/RateLimit|rate_limited/)
  })
})

/** An error response whose example is shared by all responses with this code. */
function showing(code: string) {
  const examples = { [code]: { $ref: `#/components/examples/${code}` } }
  return { content: { 'application/problem+json': { examples } } }
}
