import { toProblem } from '@taskpact/contract'
import { expect, it } from 'vitest'
import { invalidInput } from '../service-error.js'
import { failedRows } from './failed-rows.js'

const problem = toProblem(
  invalidInput([{ in: 'body', pointer: '/title', code: 'required', message: 'Required.' }]),
  'x'.repeat(36),
)
const refused = expect.objectContaining({ code: 'invalid_input' })

it('lists invalid tasks in the order of the file', () => {
  const failed = failedRows(1000)
  for (const row of [3, 1, 2]) failed.add(row, problem)

  expect(failed.all().map(({ row }) => row)).toEqual([1, 2, 3])
})

it('refuses more than 1 000 invalid tasks', () => {
  const failed = failedRows(1_000_000)
  for (let row = 1; row <= 1000; row++) failed.add(row, problem)

  expect(() => failed.add(1001, problem)).toThrow(refused)
})

// OWASP API4: a response that is much larger than the request uses the server to multiply traffic.
it.each([0, 2000, 20_000])('never lists much more than a file of %i characters', (length) => {
  const failed = failedRows(length)
  const addAll = () => {
    for (let row = 1; row <= 1000; row++) failed.add(row, problem)
  }

  expect(addAll).toThrow(refused)
  expect(JSON.stringify(failed.all()).length).toBeLessThan(150_000 + 4 * length)
  expect(failed.all().length).toBeGreaterThan(300)
})
