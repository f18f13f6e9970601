import { describe, expect, it } from 'vitest'
import { ApiError, isApiError } from './api-error.js'

describe('isApiError', () => {
  const error = new ApiError('not_found', 'Task not found.')

  it('accepts an ApiError, and only with one of the given codes', () => {
    expect(isApiError(error)).toBe(true)
    expect(isApiError(error, 'conflict', 'not_found')).toBe(true)
    expect(isApiError(error, 'conflict')).toBe(false)
  })

  it('accepts an ApiError of another copy of the package', () => {
    const copy = Object.assign(new Error('Task not found.'), { name: 'ApiError', code: 'not_found' })

    expect(isApiError(copy, 'not_found')).toBe(true)
  })

  it.each([undefined, null, 5, 'not_found', {}, new Error('ApiError'), { code: 'not_found' }])(
    'rejects %j',
    (thrown) => {
      expect(isApiError(thrown)).toBe(false)
    },
  )
})
