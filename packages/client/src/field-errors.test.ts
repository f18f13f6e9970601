import { createMockTransport } from '@taskpact/contract/mock'
import { expect, it } from 'vitest'
import { ApiError } from './api-error.js'
import { createClient } from './create-client.js'
import { fieldErrors } from './field-errors.js'
import { invalidField } from './invalid-field.js'

it('returns the first error of each field, with what a form needs to translate it', async () => {
  const client = createClient({ baseUrl: 'http://mock.example', fetch: createMockTransport().fetch, token: 'any' })
  const error = await client.tasks
    .create({ title: 'x'.repeat(201), priority: 'urgent' as never })
    .catch((thrown) => thrown)

  expect(fieldErrors(error)).toMatchObject({
    title: { code: 'too_long', max: 200, message: expect.stringContaining('200') },
    priority: { code: 'invalid_value' },
  })
})

it('names nested fields by their path', () => {
  const errors = ['/operations/0/title', '/a~1b/c~0d', '/operations/0/title', ''].map((pointer, at) => ({
    ...{ in: 'body' as const, pointer, code: 'required' as const },
    message: `Error ${at}.`,
  }))
  expect(fieldErrors(new ApiError('invalid_input', 'Invalid input.', { errors }))).toEqual({
    'operations.0.title': errors[0],
    'a/b.c~d': errors[1],
    '': errors[3],
  })
})

it('returns those of input that was not sent', () => {
  expect(fieldErrors(invalidField('query', 'search', 'Enter text.'))).toMatchObject({
    search: { message: 'Enter text.' },
  })
})

it.each([undefined, null, new Error('Other'), new ApiError('not_found', 'Not found.')])(
  'returns none for %s',
  (error) => {
    expect(fieldErrors(error)).toEqual({})
  },
)
