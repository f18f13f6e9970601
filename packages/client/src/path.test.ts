import { pathParameters } from '@taskpact/contract/core/path'
import { describe, expect, it } from 'vitest'
import { fillPath } from './path.js'

describe('fillPath', () => {
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
  ])('percent-encodes %j as a single path segment', (value, encoded) => {
    const path = fillPath('/api/tasks/:taskId', () => value)

    expect(path).toBe(`/api/tasks/${encoded}`)
    expect(new URL(path, 'http://host').pathname).toBe(path)
  })

  it.each(['', '.', '..', 'a\ud800b', undefined, null])(
    'rejects %j, which a URL cannot carry as a segment',
    (value) => {
      expect(() => fillPath('/api/tasks/:taskId', () => value)).toThrow(
        expect.objectContaining({
          name: 'ApiError',
          code: 'invalid_input',
          status: 0,
          errors: [expect.objectContaining({ in: 'path', pointer: '/taskId' })],
        }),
      )
    },
  )

  it('passes the name of each parameter, and leaves other text unchanged', () => {
    expect(fillPath('/api/:userId/tasks/:taskId/complete', (name) => `<${name}>`)).toBe(
      '/api/%3CuserId%3E/tasks/%3CtaskId%3E/complete',
    )
    expect(fillPath('/health', () => 'x')).toBe('/health')
  })
})

describe('pathParameters', () => {
  it('lists the names of the parameters in order', () => {
    expect(pathParameters('/api/:userId/tasks/:taskId/complete')).toEqual(['userId', 'taskId'])
    expect(pathParameters('/health')).toEqual([])
  })
})
