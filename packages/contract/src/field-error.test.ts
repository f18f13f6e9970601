import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contract } from './contract.js'
import { FieldError } from './core/field-error.js'
import { type Operation, operations } from './core/operations.js'
import { parseInput } from './core/parse-input.js'

const id = '0199e8f4-63a1-7d0e-8b11-9f1e5f0c2a77'
const operation = (name: string) => operations(contract).find((operation) => operation.name === name) as Operation

const title = 'Enter a title of 1 to 200 characters.'
const uuid = 'Enter a UUID (RFC 9562) of version 1 to 8.'
const priorities = ['none', 'low', 'medium', 'high']
const oneOf = 'Enter none, low, medium or high.'
const changes = ['create', 'update', 'complete', 'remove', 'restore']
const tags = (count: number) => Array.from({ length: count }, (_, n) => `tag ${n}`)

const hostileInput = fc.array(
  fc.oneof(
    fc.anything(),
    fc.string({ unit: 'binary' }),
    fc.array(fc.record({ op: fc.oneof(fc.constantFrom(...changes), fc.anything()), title: fc.anything() })),
    fc.constantFrom('a'.repeat(3000), 'a,b', '2026-02-30', '2026-02-03T10:00:00', 10 ** 20, -1, 1.5),
  ),
  { maxLength: 12 },
)

describe('field errors', () => {
  it.each([
    ['tasks.create', {}, { code: 'required', message: 'Required.' }],
    ['tasks.create', { title: 5 }, { code: 'invalid_type', message: 'Enter text.' }],
    ['tasks.create', { title: null }, { code: 'invalid_type', message: 'Enter text.' }],
    ['tasks.create', { title: '' }, { code: 'too_short', min: 1, max: 200, message: title }],
    ['tasks.create', { title: ' ' }, { code: 'too_short', min: 1, max: 200, message: title }],
    ['tasks.create', { title: '\u200b' }, { code: 'too_short', min: 1, message: expect.stringContaining('visible') }],
    ['tasks.create', { title: 'a'.repeat(201) }, { code: 'too_long', min: 1, max: 200, message: title }],
    ['tasks.create', { title: 'a'.repeat(9999) }, { code: 'too_long', min: 1, max: 200 }],
    ['tasks.create', { title: 'a\0' }, { code: 'invalid_format', message: 'Remove the NUL character.' }],
    ['tasks.create', { title: '\ud800' }, { code: 'invalid_format', message: 'Enter well-formed Unicode.' }],
    ['tasks.create', { title: 'a', more: 1 }, { code: 'unknown_field', message: 'Unknown field.' }],
    ['tasks.create', { title: 'a', priority: 'urgent' }, { code: 'invalid_value', values: priorities, message: oneOf }],
    ['tasks.create', { title: 'a', priority: 5 }, { code: 'invalid_value', values: priorities, message: oneOf }],
    ['tasks.create', { title: 'a', tags: 'home' }, { code: 'invalid_type', message: 'Enter a list.' }],
    ['tasks.create', { title: 'a', tags: tags(21) }, { code: 'too_many', max: 20, message: 'Enter at most 20 items.' }],
    ['tasks.create', { title: 'a', tags: ['a', 'A'] }, { code: 'duplicate' }],
    ['tasks.create', { title: 'a', tags: ['a,b'] }, { code: 'invalid_format' }],
    ['tasks.create', { title: 'a', dueDate: '2026-02-30' }, { code: 'invalid_format' }],
    ['tasks.create', { title: 'a', dueAt: '2026-02-03' }, { code: 'invalid_format' }],
    ['tasks.create', { title: 'a', dueAt: '2026-11-30T10:00:60Z' }, { code: 'invalid_format' }],
    ['tasks.create', { title: 'a', dueAt: '2030-01-01T00:00:00Z', dueDate: '2030-01-01' }, { code: 'exclusive' }],
    ['tasks.create', { title: 'a', id: 'x' }, { code: 'invalid_format', message: uuid }],
    ['tasks.create', { title: 'a', id: null }, { code: 'invalid_type', message: 'Enter text.' }],
    ['tasks.update', { taskId: id, completed: 'yes' }, { code: 'invalid_type', message: 'Enter true or false.' }],
    ['tasks.update', { taskId: 'x' }, { code: 'invalid_format' }],
    ['tasks.update', { taskId: id, ifMatch: '"x"' }, { code: 'invalid_type' }],
    ['tasks.list', { limit: '0' }, { code: 'too_small', min: 1, message: 'Enter a whole number from 1 to 100.' }],
    ['tasks.list', { limit: 101 }, { code: 'too_large', max: 100, message: 'Enter a whole number from 1 to 100.' }],
    ['tasks.list', { limit: 'all' }, { code: 'invalid_type', message: 'Enter a whole number from 1 to 100.' }],
    ['tasks.list', { limit: 1.5 }, { code: 'invalid_type', message: 'Enter a whole number from 1 to 100.' }],
    ['tasks.list', { cursor: '!' }, { code: 'invalid_format' }],
    ['tasks.list', { timeZone: 'Mars/Olympus' }, { code: 'invalid_format' }],
    ['tasks.list', { dueBefore: 'soon' }, { code: 'invalid_format' }],
    ['tasks.list', { dueBefore: {} }, { code: 'invalid_type' }],
    ['tasks.list', { tags: [] }, { code: 'too_few', min: 1, message: 'Enter at least 1 item.' }],
    ['tasks.batch', { operations: [{}] }, { code: 'required' }],
    ['tasks.batch', { operations: [{ op: 'drop' }] }, { code: 'invalid_value', values: changes }],
    ['auth.signup', { email: 'ada', password: 'correct horse' }, { code: 'invalid_format' }],
    ['auth.signup', { email: 'a@b.example', password: 'short' }, { code: 'too_short', min: 8, max: 128 }],
  ])('of %s with %j has %j', (name, input, expected) => {
    const parsed = parseInput(operation(name), input)

    expect(parsed).toMatchObject({ success: false, errors: [expect.objectContaining(expected)] })
  })

  it('match their schema, and have a sentence of this API, for any input of any operation', () => {
    fc.assert(
      fc.property(fc.constantFrom(...operations(contract)), hostileInput, (operation, values) => {
        const fields = Object.keys(operation.input.shape)
        const input = Object.fromEntries(values.map((value, index) => [fields[index % fields.length] ?? 'more', value]))
        const parsed = parseInput(operation, input)
        for (const error of parsed.success ? [] : parsed.errors) {
          expect(FieldError.strict().safeParse(error).error).toBeUndefined()
          expect(error.message).toMatch(/^(?:Required\.|Unknown field\.|(?:Add|Enter|Remove|Send|Set|Write) .+[.])$/)
        }
      }),
      { numRuns: 300 },
    )
  })
})
