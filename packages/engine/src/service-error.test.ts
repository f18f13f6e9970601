import { expect, it } from 'vitest'
import { invalidInput, ServiceError } from './service-error.js'

it('toServiceError wraps an unexpected value as internal, with the cause and without its text', () => {
  const error = ServiceError.from(new Error('secret details'))
  expect(error).toMatchObject({ code: 'internal', cause: { message: 'secret details' }, isInternal: true })
  expect(error.detail).not.toContain('secret')
})

it('toServiceError returns a ServiceError unchanged', () => {
  const error = new ServiceError('conflict', 'Conflict.')
  expect(ServiceError.from(error)).toBe(error)
  expect(error.isInternal).toBe(false)
})

it('ServiceError has retryAfter 5 if unavailable', () => {
  expect(new ServiceError('unavailable', 'Try again.').retryAfter).toBe(5)
  expect(new ServiceError('unavailable', 'Try again.', { retryAfter: 1 }).retryAfter).toBe(1)
  expect(new ServiceError('conflict', 'Conflict.').retryAfter).toBeUndefined()
})

it('invalidInput names five fields in its detail and lists at most 20', () => {
  const all = Array.from({ length: 200 }, (_, n) => ({
    in: 'body' as const,
    pointer: `/f${n}`,
    code: 'invalid_value' as const,
    message: 'Wrong.',
  }))
  const { errors, detail } = invalidInput(all)
  expect(errors).toHaveLength(20)
  expect(detail).toBe('Invalid input. f0: Wrong. f1: Wrong. f2: Wrong. f3: Wrong. f4: Wrong.')
})
