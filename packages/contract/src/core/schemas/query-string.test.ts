import { describe, expect, expectTypeOf, it } from 'vitest'
import * as z from 'zod'
import { queryInteger } from './query-string.js'

const limit = queryInteger({ min: 1, max: 100 })

describe('queryInteger', () => {
  it.each([
    ['1', 1],
    ['50', 50],
    ['100', 100],
    [1, 1],
    [100, 100],
  ])('accepts %j', (provided, accepted) => {
    expect(limit.parse(provided)).toBe(accepted)
  })

  it.each([
    '',
    ' ',
    '0',
    '101',
    '-1',
    '1.0',
    '1.5',
    '1e1',
    '0x10',
    '0b1',
    '+5',
    '05',
    ' 5',
    '5 ',
    '5\n',
    '1_0',
    '1,0',
    '٥',
    '５',
    'NaN',
    'Infinity',
    'null',
    'true',
    'undefined',
    '5px',
    '[5]',
    '9'.repeat(400),
  ])('refuses the text %j', (text) => {
    expect(limit.safeParse(text).success).toBe(false)
  })

  it.each([
    [0],
    [101],
    [1.5],
    [Number.NaN],
    [Infinity],
    [true],
    [null],
    [undefined],
    [['5']],
    [{}],
    [[]],
    [new Date(5)],
  ])('refuses %s, which is not an integer in range', (value) => {
    expect(limit.safeParse(value).success).toBe(false)
  })

  it('accepts negative numbers and zero, but not negative zero', () => {
    const offset = queryInteger({ min: -10, max: 10 })

    expect(offset.parse('-10')).toBe(-10)
    expect(offset.parse('0')).toBe(0)
    expect(offset.safeParse('-0').success).toBe(false)
    expect(offset.safeParse('-11').success).toBe(false)
    expect(offset.safeParse('--1').success).toBe(false)
  })

  it('refuses numbers that a double cannot represent exactly', () => {
    const wide = queryInteger({ min: 0, max: Number.MAX_SAFE_INTEGER })

    expect(wide.parse('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER)
    expect(wide.safeParse('9007199254740992').success).toBe(false)
    expect(wide.safeParse('9007199254740993').success).toBe(false)
  })

  it('can have a default', () => {
    expect(limit.default(50).parse(undefined)).toBe(50)
    expect(limit.default(50).safeParse('').success).toBe(false)
  })

  it('has the input type number', () => {
    expectTypeOf<z.input<typeof limit>>().toEqualTypeOf<number>()
    expectTypeOf<z.output<typeof limit>>().toEqualTypeOf<number>()
    expect(z.toJSONSchema(limit, { io: 'output' })).toMatchObject({ type: 'integer', minimum: 1, maximum: 100 })
  })
})
