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
  it('puts each field where its route carries it', () => {
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

  it('means the caller where userId is absent', () => {
    expect(toRequest(list, {}).target).toBe('/api/me/tasks')
    expect(toRequest(list, { userId: undefined }).target).toBe('/api/me/tasks')
  })

  it.each([
    ['a/b', 'a%2Fb'],
    ['../admin?x=1#', '..%2Fadmin%3Fx%3D1%23'],
    ['a b', 'a%20b'],
    ['100%', '100%25'],
    ['%2e%2e', '%252e%252e'],
    ['a\\b', 'a%5Cb'],
    ['a:b@c', 'a%3Ab%40c'],
    ['a\0b', 'a%00b'],
    ['a\r\nb', 'a%0D%0Ab'],
    ['é😀', '%C3%A9%F0%9F%98%80'],
    ['...', '...'],
    [':taskId', '%3AtaskId'],
    ['$&', '%24%26'],
    [5, '5'],
  ])('writes %j in a path so that it stays one segment', (id, written) => {
    const { target } = toRequest(get, { taskId: id })

    expect(target).toBe(`/api/me/tasks/${written}`)
    expect(new URL(target, 'http://host').pathname).toBe(target)
  })

  it.each(['', '.', '..', 'a\ud800b', undefined, null])('refuses %j in a path, which no URL carries', (id) => {
    expect(refusal(() => toRequest(get, { taskId: id }))).toMatchObject({
      code: 'invalid_input',
      status: 0,
      errors: [{ in: 'path', pointer: '/taskId' }],
    })
    if (typeof id === 'string') {
      expect(refusal(() => toRequest(list, { userId: id }))).toMatchObject({ errors: [{ pointer: '/userId' }] })
    }
  })

  it('writes a query that is read as it was meant', () => {
    for (const value of ['a&b=c', 'a+b c', '100%', 'é😀', '', '#', 'null']) {
      const { target } = toRequest(list, { cursor: value })
      expect(new URL(target, 'http://host').searchParams.get('cursor')).toBe(value)
    }
  })

  it('leaves out of the query what is undefined', () => {
    expect(toRequest(list, { status: undefined, cursor: undefined, limit: 0 }).target).toBe('/api/me/tasks?limit=0')
  })

  it('sends what it does not know along, so that the server can refuse it', () => {
    expect(toRequest(list, { nonsense: 1 }).target).toBe('/api/me/tasks?nonsense=1')
    expect(toRequest(get, { taskId: '1', nonsense: 1 }).target).toBe('/api/me/tasks/1?nonsense=1')
    expect(toRequest(update, { taskId: '1', nonsense: 1 }).body).toBe('{"nonsense":1}')
  })

  it('sends a body where its route has one, though it be empty', () => {
    expect(toRequest(update, { taskId: '1' }).body).toBe('{}')
    expect(toRequest(get, { taskId: '1' }).body).toBeUndefined()
  })

  it('tells null from absent in a body', () => {
    expect(toRequest(update, { taskId: '1', description: null, title: undefined }).body).toBe('{"description":null}')
  })

  it('joins the items of a list in a query by commas', () => {
    const { target } = toRequest(list, { tags: ['a', 'b&c', '+ é'] })

    expect(new URL(target, 'http://host').searchParams.get('tags')).toBe('a,b&c,+ é')
  })

  it('refuses an item that would be read as two', () => {
    expect(refusal(() => toRequest(list, { tags: ['a', 'b,c'] }))).toMatchObject({
      code: 'invalid_input',
      errors: [{ in: 'query', pointer: '/tags/1' }],
    })
  })

  it('writes fields of headers in quotes, and nowhere else', () => {
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

  it('leaves out the header of a field that is undefined', () => {
    const { headers } = toRequest(restore, { taskId: '1', ifMatch: undefined, idempotencyKey: undefined })

    expect(headers).toEqual({ accept: 'application/json' })
  })

  it('does not know a header of another route', () => {
    expect(toRequest(get, { taskId: '1', ifMatch: 7 })).toMatchObject({
      target: '/api/me/tasks/1?ifMatch=7',
      headers: { accept: 'application/json' },
    })
  })

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '7', '*', 'W/"7"', '7"\r\nX: y', true, null, {}])(
    'refuses ifMatch: %j',
    (ifMatch) => {
      expect(refusal(() => toRequest(update, { taskId: '1', ifMatch }))).toMatchObject({
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
  ])('refuses idempotencyKey: %j', (idempotencyKey) => {
    expect(refusal(() => toRequest(create, { title: 'a', idempotencyKey }))).toMatchObject({
      code: 'invalid_input',
      status: 0,
      errors: [{ in: 'header', pointer: '/Idempotency-Key' }],
    })
  })

  it.each([
    [undefined, 'application/json'],
    ['json', 'application/json'],
    ['csv', 'text/csv'],
  ])('sends a file as it is, its format told by its type: %s', (format, type) => {
    expect(toRequest(importFrom, { format, content: ' é"\r\n' })).toEqual({
      target: '/api/me/tasks/import',
      headers: { accept: 'application/json', 'content-type': type },
      body: ' é"\r\n',
    })
    expect(toRequest(importFrom, { format, content: '' }).body).toBe('')
  })

  it.each(['ics', 'text/csv', '', 'toString', '__proto__', ['csv'], null])(
    'refuses a file of the format %j',
    (format) => {
      expect(refusal(() => toRequest(importFrom, { format, content: '' }))).toMatchObject({
        code: 'invalid_input',
        errors: [{ in: 'body', pointer: '/format' }],
      })
    },
  )

  it.each([undefined, null, 5, {}, 'a\ud800'])('refuses a file with the content %j', (content) => {
    expect(refusal(() => toRequest(importFrom, { content }))).toMatchObject({
      code: 'invalid_input',
      errors: [{ in: 'body', pointer: '/content' }],
    })
  })

  it('sends what it does not know along with a file', () => {
    expect(toRequest(importFrom, { content: '[]', nonsense: 1 }).target).toBe('/api/me/tasks/import?nonsense=1')
  })

  it('accepts any type where the answer is a file', () => {
    expect(toRequest(exportTo, { format: 'ics' })).toEqual({
      target: '/api/me/tasks/export?format=ics',
      headers: { accept: '*/*' },
      body: undefined,
    })
  })

  it('leaves the input as it was', () => {
    const input = Object.freeze({ userId: 'ada', taskId: '1', title: 'a' })

    toRequest(update, input)

    expect(input).toEqual({ userId: 'ada', taskId: '1', title: 'a' })
  })
})

function refusal(work: () => unknown): ApiError {
  try {
    work()
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
  throw new Error('It was sent')
}
