import { describe, expect, it } from 'vitest'
import { quote, shorten } from './quote.js'

describe('quote', () => {
  it.each([
    ['', ''],
    ['größer 😀', 'größer 😀'],
    ['a\0b', 'a\\u0000b'],
    ['\n\u007f\u0085', '\\u000a\\u007f\\u0085'],
    ['\u202e\u200b\ufeff', '\\u202e\\u200b\\ufeff'],
    ['\u2028\u2029', '\\u2028\\u2029'],
    ['\ud800', '\\ud800'],
    ['\u{e0001}', '\\u{e0001}'],
    ['a'.repeat(100), 'a'.repeat(100)],
    ['a'.repeat(101), `${'a'.repeat(99)}…`],
    ['😀'.repeat(100), '😀'.repeat(100)],
    ['😀'.repeat(101), `${'😀'.repeat(99)}…`],
    ['\0'.repeat(1_000_000), `${'\\u0000'.repeat(17).slice(0, 99)}…`],
  ])('of %j is %j', (text, quoted) => {
    expect(quote(text)).toBe(quoted)
  })
})

it('shorten keeps whole characters', () => {
  expect(shorten('😀😀😀', 3)).toBe('😀😀😀')
  expect(shorten('😀😀😀', 2)).toBe('😀…')
})
