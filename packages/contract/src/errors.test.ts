import { expect, it } from 'vitest'
import { codeOfStatus } from './core/index.js'
import { errorTable } from './errors.js'

it.each([
  [400, 'invalid_input'],
  [401, 'unauthenticated'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [413, 'payload_too_large'],
  [500, 'internal'],
])('describes the status %i of a library as %s', (status, code) => {
  expect(codeOfStatus(errorTable, status)).toBe(code)
})
