import { describe, expect, it } from 'vitest'
import { ApiError } from './api-error.js'
import type { ClientRoute } from './route-table.js'
import { routes } from './routes.gen.js'
import { toRequest } from './to-request.js'

const list = routes['tasks.list'] as ClientRoute
const get = routes['tasks.get'] as ClientRoute
const update = routes['tasks.update'] as ClientRoute

describe('toRequest', () => {
  it('puts each field where its route carries it', () => {
    expect(toRequest(update, { userId: 'ada', taskId: '1', title: 'a', completed: true })).toEqual({
      target: '/api/ada/tasks/1',
      body: '{"title":"a","completed":true}',
    })
    expect(toRequest(list, { userId: 'ada', status: 'pending', limit: 5 })).toEqual({
      target: '/api/ada/tasks?status=pending&limit=5',
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
