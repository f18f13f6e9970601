import { describe, expect, it } from 'vitest'
import { toSafeJson, toSafeText } from './safe-text.js'

describe('toSafeText', () => {
  it.each([
    ['a color', 'a\x1b[31mred', 'a\\x1b[31mred'],
    ['a control of C1', 'a\x9b31mred', 'a\\x9b31mred'],
    ['a bell and a backspace', 'a\x07\x08', 'a\\x07\\x08'],
    ['an override of the direction', 'a\u202egnp.exe', 'a\\u202egnp.exe'],
    ['an isolate', '\u2066a\u2069', '\\u2066a\\u2069'],
    ['line breaks and tabs', 'a\r\nb\tc\nd', 'a b c d'],
    ['a line separator', 'a\u2028b', 'a\\u2028b'],
    ['other text', 'Übung 日本語 👩‍👩‍👧', 'Übung 日本語 👩‍👩‍👧'],
  ])('handles %s', (_, text, safe) => {
    expect(toSafeText(text)).toBe(safe)
  })
})

describe('toSafeJson', () => {
  it('escapes controls and keeps the value', () => {
    const value = { title: 'a\x1b[31m\x9b\u202e\n', list: [1] }

    const text = toSafeJson(value, 2)
    expect(text).not.toMatch(/[\x1b\x9b\u202e]/)
    expect(JSON.parse(text)).toEqual(value)
  })
})
