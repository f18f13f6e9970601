import { gzipSync } from 'node:zlib'
import { limits } from '@taskpact/contract/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type NotesApp, startNotesApp } from './notes-app.js'

let app: NotesApp
beforeAll(async () => {
  app = await startNotesApp()
})
afterAll(() => app?.close())

const post = (body: string | Buffer, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
  app.send('/api/me/notes', { method: 'POST', body, headers })

describe('REST request body', () => {
  it.each([
    'application/json',
    'APPLICATION/JSON',
    'application/json; charset=UTF-8',
    'application/json; charset=utf-8',
    'application/json;charset="utf-8"',
    'application/json;charset="UTF-8"',
    'application/json; charset=us-ascii',
    'application/vnd.note+json',
    'application/vnd.api+json',
    'application/merge-patch+json',
  ])('accepts Content-Type: %s', async (type) => {
    expect(await post('{"text":"é"}', { 'content-type': type })).toMatchObject({ status: 201, body: { text: 'é' } })
  })

  it.each([
    'text/plain',
    'text/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/octet-stream',
    'application/jsonp',
    'application/json, text/plain',
    'application/json; charset=latin1',
    'application/json; charset=iso-8859-1',
    'application/json; charset=utf-16le',
    'application/json; charset=utf-7',
    'json',
    'nonsense',
  ])('returns 415 for Content-Type: %s', async (type) => {
    const response = await post('{"text":"a"}', { 'content-type': type })
    expect(response).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } })
  })

  it('returns 415 without a Content-Type', async () => {
    expect(await post('{"text":"a"}', {})).toMatchObject({ status: 415 })
  })

  it.each([
    '{',
    '{"text":"a"',
    '{"text":"a"} x',
    '{"text":"a"}{}',
    "{'text':'a'}",
    "{'text':1}",
    '{text:1}',
    ' ',
    'undefined',
    'nonsense',
    '\u0000',
  ])('returns invalid_json for %j', async (body) => {
    const response = await post(body)
    expect(response).toMatchObject({ status: 400, body: { code: 'invalid_json' } })
  })

  it('returns invalid_json for bytes that are not UTF-8', async () => {
    expect(await post(Buffer.from([0x22, 0xff, 0x22]))).toMatchObject({ body: { code: 'invalid_json' } })
  })

  it('ignores one byte order mark, but not two (RFC 8259, section 8.1)', async () => {
    expect(await post('\ufeff{"text":"a"}')).toMatchObject({ status: 201, body: { text: 'a' } })
    expect(await post('\ufeff\ufeff{"text":"a"}')).toMatchObject({ status: 400, body: { code: 'invalid_json' } })
  })

  it.each(['[]', '[{"text":"a"}]', '"text"', 'true', 'null', '5'])(
    'refuses %s, which is not an object',
    async (body) => {
      const errors = [{ in: 'body', pointer: '', code: 'invalid_type', message: 'Enter an object.' }]
      expect(await post(body)).toMatchObject({ status: 400, body: { code: 'invalid_input', errors } })
    },
  )

  it.each(['', undefined])('reads an absent body as an empty object', async (body) => {
    const response = await app.send('/api/me/notes', { method: 'POST', ...(body !== undefined && { body }) })
    expect(response).toMatchObject({ status: 400, body: { errors: [{ pointer: '/text' }] } })
  })

  it('decompresses a gzip body', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
    expect(await post(gzipSync('{"text":"a"}'), headers)).toMatchObject({ status: 201 })
    for (const invalid of ['{"text":"a"}', gzipSync('{"text":"a"}').subarray(0, 20)])
      expect(await post(invalid, headers)).toMatchObject({ status: 400, body: { code: 'invalid_json' } })
  })

  it.each(['nonsense', 'zz', 'gzip, gzip', 'compress'])(
    'returns 415 with Accept-Encoding for Content-Encoding: %s (RFC 9110, section 15.5.16)',
    async (encoding) => {
      const response = await post('{"text":"a"}', { 'content-type': 'application/json', 'content-encoding': encoding })
      expect(response).toMatchObject({
        status: 415,
        body: { code: 'unsupported_media_type' },
        headers: { 'accept-encoding': 'gzip, deflate, br' },
      })
    },
  )

  it.each([
    ['declared', {}],
    ['chunked', { 'transfer-encoding': 'chunked' }],
  ])('returns 413 for a body over the limit, %s', async (_how, headers) => {
    const body = JSON.stringify({ text: 'x'.repeat(limits.bodyBytes) })
    const response = await post(body, { 'content-type': 'application/json', ...headers })
    expect(response).toMatchObject({ status: 413, body: { code: 'payload_too_large' } })
  })

  it('returns 413 for a body over the limit after decompression', async () => {
    const body = gzipSync(JSON.stringify({ text: 'x'.repeat(limits.bodyBytes) }))
    const response = await post(body, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
    expect(response).toMatchObject({ status: 413 })
  })
})

describe('REST request file', () => {
  const upload = (body: string | Buffer, type: string, query = '') =>
    app.send(`/api/me/notes/upload${query}`, { method: 'POST', body, headers: { 'content-type': type } })

  it('gets its format from the media type', async () => {
    expect(await upload('a,b', 'text/csv')).toMatchObject({ status: 200, body: { format: 'csv', length: 3 } })
    expect(await upload('[]', 'application/json')).toMatchObject({ body: { format: 'json', length: 2 } })
  })

  it('gets its format from the query if it has one', async () => {
    expect(await upload('a,b', 'text/csv', '?format=rows')).toMatchObject({ body: { format: 'rows', length: 3 } })
    expect(await upload('a,b', 'application/json', '?format=csv')).toMatchObject({ body: { format: 'csv' } })
    expect(await upload('a', 'text/plain', '?format=csv')).toMatchObject({ status: 415 })
  })

  it.each(['?format=pdf', '?format=', '?format=csv&format=rows'])('returns 400 for %s', async (query) => {
    const errors = [expect.objectContaining({ in: 'query', pointer: '/format' })]
    expect(await upload('a', 'text/csv', query)).toMatchObject({ status: 400, body: { code: 'invalid_input', errors } })
  })

  it.each(['text/plain', 'text/csv; charset=latin1'])('returns 415 for Content-Type: %s', async (type) => {
    expect(await upload('a', type)).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } })
  })

  it('names each media type once if it returns 415', async () => {
    const { body } = await upload('a', 'text/plain')
    expect((body as { detail: string }).detail.match(/text\/csv/g)).toHaveLength(1)
  })

  it('refuses a file that is not UTF-8', async () => {
    const response = await upload(Buffer.from([0xff]), 'text/csv')
    expect(response).toMatchObject({ status: 400, body: { code: 'invalid_input', errors: [{ pointer: '/content' }] } })
  })

  it('may be larger than a JSON body', async () => {
    const response = await upload('x'.repeat(limits.bodyBytes + 1), 'text/csv')
    expect(response).toMatchObject({ status: 200, body: { length: limits.bodyBytes + 1 } })
  })
})
