import { describe, expect, it } from 'vitest'
import { ApiError } from './api-error.js'
import type { ClientRoute } from './route-table.js'
import { routes } from './routes.gen.js'
import { toRequest } from './to-request.js'

const list = routes['tasks.list'] as ClientRoute
const get = routes['tasks.get'] as ClientRoute
const update = routes['tasks.update'] as ClientRoute
const remove = routes['tasks.remove'] as ClientRoute
const restore = routes['tasks.restore'] as ClientRoute
const create = routes['tasks.create'] as ClientRoute
const exportTo = routes['tasks.export'] as ClientRoute
const importFrom = routes['tasks.import'] as ClientRoute

describe('toRequest', () => {
  it('places each field in the path, query or body of its route', () => {
    expect(toRequest(update, { userId: 'ada', taskId: '1', title: 'a', completed: true })).toEqual({
      target: '/api/ada/tasks/1',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: '{"title":"a","completed":true}',
    })
    expect(toRequest(list, { userId: 'ada', status: 'pending', limit: 5 })).toEqual({
      target: '/api/ada/tasks?status=pending&limit=5',
      headers: { accept: 'application/json' },
      body: undefined,
    })
  })

  it('uses me if userId is absent', () => {
    expect(toRequest(list, {}).target).toBe('/api/me/tasks')
    expect(toRequest(list, { userId: undefined }).target).toBe('/api/me/tasks')
  })

  it('percent-encodes path parameters', () => {
    expect(toRequest(get, { taskId: '../admin?x=1#' }).target).toBe('/api/me/tasks/..%2Fadmin%3Fx%3D1%23')
    expect(toRequest(list, { userId: 'a/b' }).target).toBe('/api/a%2Fb/tasks')
  })

  it.each(['', '.', '..', 'a\ud800b', undefined, null])('rejects the path parameter %j', (id) => {
    expect(errorOf(() => toRequest(get, { taskId: id }))).toMatchObject({
      code: 'invalid_input',
      status: 0,
      errors: [{ in: 'path', pointer: '/taskId' }],
    })
    if (typeof id === 'string') {
      expect(errorOf(() => toRequest(list, { userId: id }))).toMatchObject({ errors: [{ pointer: '/userId' }] })
    }
  })

  it('encodes query values so that URLSearchParams decodes them', () => {
    for (const value of ['a&b=c', 'a+b c', '100%', 'é😀', '', '#', 'null']) {
      const { target } = toRequest(list, { cursor: value })
      expect(new URL(target, 'http://host').searchParams.get('cursor')).toBe(value)
    }
  })

  it('omits undefined query fields', () => {
    expect(toRequest(list, { status: undefined, cursor: undefined, limit: 0 }).target).toBe('/api/me/tasks?limit=0')
  })

  it('sends unknown fields, so that the server rejects them by name', () => {
    expect(toRequest(list, { nonsense: 1 }).target).toBe('/api/me/tasks?nonsense=1')
    expect(toRequest(get, { taskId: '1', nonsense: 1 }).target).toBe('/api/me/tasks/1?nonsense=1')
    expect(toRequest(update, { taskId: '1', nonsense: 1 }).body).toBe('{"nonsense":1}')
  })

  it('sends an empty JSON object for a route with a body', () => {
    expect(toRequest(update, { taskId: '1' }).body).toBe('{}')
    expect(toRequest(get, { taskId: '1' }).body).toBeUndefined()
  })

  it('keeps null and omits undefined in a JSON body', () => {
    expect(toRequest(update, { taskId: '1', description: null, title: undefined }).body).toBe('{"description":null}')
  })

  it('joins lists in the query with commas', () => {
    const { target } = toRequest(list, { tags: ['a', 'b&c', '+ é'] })

    expect(new URL(target, 'http://host').searchParams.get('tags')).toBe('a,b&c,+ é')
  })

  it('rejects a list item that contains a comma', () => {
    expect(errorOf(() => toRequest(list, { tags: ['a', 'b,c'] }))).toMatchObject({
      code: 'invalid_input',
      errors: [{ in: 'query', pointer: '/tags/1' }],
    })
  })

  it('sends header fields in double quotes, and only as headers', () => {
    expect(toRequest(update, { taskId: '1', title: 'a', ifMatch: 7 })).toMatchObject({
      target: '/api/me/tasks/1',
      headers: { 'If-Match': '"7"' },
      body: '{"title":"a"}',
    })
    expect(toRequest(restore, { taskId: '1', ifMatch: 0, idempotencyKey: 'a~!#b' })).toEqual({
      target: '/api/me/tasks/1/restore',
      headers: { accept: 'application/json', 'If-Match': '"0"', 'Idempotency-Key': '"a~!#b"' },
      body: undefined,
    })
    expect(toRequest(remove, { taskId: '1', ifMatch: 7 }).target).toBe('/api/me/tasks/1')
  })

  it('omits headers of undefined fields', () => {
    const { headers } = toRequest(restore, { taskId: '1', ifMatch: undefined, idempotencyKey: undefined })

    expect(headers).toEqual({ accept: 'application/json' })
  })

  it('sends ifMatch in the query if the route has no If-Match header', () => {
    expect(toRequest(get, { taskId: '1', ifMatch: 7 })).toMatchObject({
      target: '/api/me/tasks/1?ifMatch=7',
      headers: { accept: 'application/json' },
    })
  })

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '7', '*', 'W/"7"', '7"\r\nX: y', true, null, {}])(
    'rejects ifMatch: %j',
    (ifMatch) => {
      expect(errorOf(() => toRequest(update, { taskId: '1', ifMatch }))).toMatchObject({
        code: 'invalid_input',
        status: 0,
        errors: [{ in: 'header', pointer: '/If-Match' }],
      })
    },
  )

  it.each([
    'a\r\nX: y',
    'a\nb',
    'a\0',
    '\t',
    'a\x7f',
    'a"b',
    '\\',
    ' a',
    'a ',
    'a b',
    'é',
    'ÿ',
    '漢',
    '😀',
    '\ud800',
    5,
    null,
    {},
  ])('rejects idempotencyKey: %j', (idempotencyKey) => {
    expect(errorOf(() => toRequest(create, { title: 'a', idempotencyKey }))).toMatchObject({
      code: 'invalid_input',
      status: 0,
      errors: [{ in: 'header', pointer: '/Idempotency-Key' }],
    })
  })

  it.each([
    [undefined, 'application/json'],
    ['json', 'application/json'],
    ['csv', 'text/csv'],
  ])('sends a file unchanged with the Content-Type of its format: %s', (format, type) => {
    expect(toRequest(importFrom, { format, content: ' é"\r\n' })).toEqual({
      target: '/api/me/tasks/import',
      headers: { accept: 'application/json', 'content-type': type },
      body: ' é"\r\n',
    })
    expect(toRequest(importFrom, { format, content: '' }).body).toBe('')
  })

  it.each(['pdf', 'text/csv', '', 'toString', '__proto__'])(
    'sends the format %j, which no media type determines, in the query',
    (format) => {
      const { target, headers } = toRequest(importFrom, { format, content: '' })

      expect(target).toBe(`/api/me/tasks/import?${new URLSearchParams({ format })}`)
      expect(headers['content-type']).toBe('application/json')
    },
  )

  it.each([undefined, null, 5, {}, 'a\ud800'])('rejects a file with the content %j', (content) => {
    expect(errorOf(() => toRequest(importFrom, { content }))).toMatchObject({
      code: 'invalid_input',
      errors: [{ in: 'body', pointer: '/content' }],
    })
  })

  it('sends unknown fields of a file upload in the query', () => {
    expect(toRequest(importFrom, { content: '[]', nonsense: 1 }).target).toBe('/api/me/tasks/import?nonsense=1')
  })

  it('accepts any media type for a file download', () => {
    expect(toRequest(exportTo, { format: 'ics' })).toEqual({
      target: '/api/me/tasks/export?format=ics',
      headers: { accept: '*/*' },
      body: undefined,
    })
  })

  it('does not modify the input', () => {
    const input = Object.freeze({ userId: 'ada', taskId: '1', title: 'a' })

    toRequest(update, input)

    expect(input).toEqual({ userId: 'ada', taskId: '1', title: 'a' })
  })
})

function errorOf(run: () => unknown): ApiError {
  try {
    run()
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
  throw new Error('Expected an exception')
}
