import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { documentOf } from '../test/small-contract.js'

const metadata = { access: 'user', scope: null, tool: false, limit: 'none', idempotency: 'none', concurrency: 'none' }
const ofUser = { path: '/:userId/things', pathParams: z.object({ userId: z.string() }) }
const plain = { type: 'string' }

describe('header parameters from metadata', () => {
  it('are optional and described as on the wire', () => {
    const operation = operationOf({
      ...ofUser,
      method: 'POST',
      metadata: { ...metadata, idempotency: 'key', concurrency: 'revision' },
    })

    expect(operation?.parameters?.slice(1)).toMatchObject([
      { name: 'If-Match', in: 'header', required: false, examples: { default: { value: '"7"' } }, schema: plain },
      { name: 'Idempotency-Key', in: 'header', required: false, schema: plain },
    ])
  })

  it('are absent unless metadata declares them', () => {
    expect(operationOf({ ...ofUser, method: 'POST' })?.parameters).toHaveLength(1)
  })
})

describe('ETag', () => {
  it('is a response header and makes reads conditional', () => {
    const operation = operationOf({ metadata: { ...metadata, etag: 'revision' } })

    expect(operation?.parameters).toMatchObject([{ name: 'If-None-Match', in: 'header', required: false }])
    expect(operation?.responses).toMatchObject({
      200: { headers: { ETag: { required: true } } },
      304: { description: expect.stringContaining('no body'), headers: { ETag: { required: true } } },
    })
    expect(operation?.responses?.['304']).not.toHaveProperty('content')
  })

  it('does not make writes conditional', () => {
    const operation = operationOf({ method: 'POST', metadata: { ...metadata, etag: 'revision' } })

    expect(operation?.parameters).toBeUndefined()
    expect(operation?.responses).toMatchObject({ 200: { headers: { ETag: { required: true } } } })
    expect(operation?.responses).not.toHaveProperty('304')
  })

  it('is optional if the response depends on the clock', () => {
    const operation = operationOf({
      ...ofUser,
      metadata: { ...metadata, etag: 'user-revision', clock: ['late', 'soon'] },
    })
    const says = { description: expect.stringContaining('`late` or `soon`') }

    expect(operation?.parameters?.at(-1)).toMatchObject({ name: 'If-None-Match', ...says })
    expect(operation?.responses).toMatchObject({
      200: { headers: { ETag: { required: false, ...says } } },
      304: { headers: { ETag: { required: true } } },
    })
  })
})

describe('success response', () => {
  it('declares Idempotency-Replayed if the operation accepts a key', () => {
    const operation = operationOf({ ...ofUser, method: 'POST', metadata: { ...metadata, idempotency: 'key' } })

    expect(operation?.responses).toMatchObject({
      200: { headers: { 'Idempotency-Replayed': { required: false, schema: { type: 'boolean' } } } },
    })
  })

  it('declares the revision of a write, which it may lack', () => {
    const operation = operationOf({
      ...ofUser,
      method: 'POST',
      metadata: { ...metadata, writes: 'user-revision' },
      responses: { 200: z.object({ revision: z.int() }) },
    })

    expect(operation?.responses).toMatchObject({
      200: { headers: { 'Taskpact-Revision': { required: false, schema: { type: 'integer' } } } },
    })
  })

  it('declares a Link to the next page of a list', () => {
    const query = z.strictObject({ cursor: z.string().optional() })
    const page = { 200: z.object({ nextCursor: z.string().nullable() }) }

    expect(operationOf({ query, responses: page })?.responses).toMatchObject({
      200: { headers: { Link: { required: false, description: expect.stringContaining('8288') } } },
    })
    expect(operationOf({ responses: page })?.responses?.['200']).not.toHaveProperty('headers.Link')
    expect(operationOf({ query })?.responses?.['200']).not.toHaveProperty('headers.Link')
  })
})

describe('files', () => {
  const Thing = z.object({ size: z.int() }).meta({ id: 'Thing', examples: [{ size: 1 }] })
  const types = {
    json: { mediaType: 'application/json', schema: z.array(Thing) },
    csv: { mediaType: 'text/csv', schema: z.string() },
  }
  const content = {
    'application/json': {
      schema: { type: 'array', items: { $ref: '#/components/schemas/Thing' } },
      example: [{ size: 1 }],
    },
    'text/csv': { schema: plain },
  }

  it('in a response have one of the declared types and a file name', () => {
    const operation = operationOf({
      query: z.strictObject({ format: z.enum(['json', 'csv']) }),
      metadata: { ...metadata, responseFile: types },
      responses: { 200: z.string().meta({ description: 'The file.' }) },
    })

    expect(operation?.parameters).toMatchObject([{ name: 'format', in: 'query' }])
    expect(operation?.responses?.['200']).toMatchObject({
      description: 'The file.',
      headers: { 'Content-Disposition': expect.objectContaining({ example: 'attachment; filename="things.json"' }) },
      content,
    })
  })

  it('in a request are alternatives if they have the same media type', () => {
    const other = { mediaType: 'application/json', schema: z.looseObject({}) }
    const query = z.strictObject({ format: z.enum(['json', 'csv', 'other']).default('json') })
    const body = z.strictObject({ content: z.string() }).meta({ id: 'File', description: 'A file.' })
    const { paths } = documentOf({
      one: { method: 'POST', query, body, metadata: { ...metadata, requestFile: { ...types, other } } },
    })

    expect(paths?.['/things']?.post?.requestBody).toMatchObject({
      content: { 'application/json': { schema: { anyOf: [expect.anything(), { type: 'object' }] } } },
    })
  })

  it('in a request are the body itself, not fields of it', () => {
    const query = z.strictObject({ format: z.enum(['json', 'csv']).default('json') })
    const body = z.strictObject({ content: z.string() }).meta({ id: 'File', description: 'A file.' })
    const { paths, components } = documentOf({
      one: { method: 'POST', query, body, metadata: { ...metadata, requestFile: types } },
    })
    const operation = paths?.['/things']?.post

    expect(operation?.requestBody).toEqual({ description: 'A file.', required: true, content })
    expect(operation?.parameters).toEqual([
      expect.objectContaining({
        ...{ name: 'format', in: 'query', required: false },
        schema: { type: 'string', enum: ['json', 'csv'] },
      }),
    ])
    expect(components?.schemas).not.toHaveProperty('File')
  })
})

/** Returns the description of one operation of a small contract. */
function operationOf(different: object) {
  const { paths } = documentOf({ one: different })
  const [item] = Object.values(paths ?? {})
  return item?.get ?? item?.post
}
