import { describe, expect, it } from 'vitest'
import { textWidth, truncate } from './text-width.js'

describe('textWidth', () => {
  it.each([
    ['milk', 4],
    ['é', 1],
    ['e\u0301', 1],
    ['日本', 4],
    ['ﬁ', 1],
    ['👍', 2],
    ['👩‍👩‍👧', 2],
    ['❤️', 2],
    ['\u200b', 0],
    ['Ａ', 2],
  ])('of %s is %i', (text, width) => {
    expect(textWidth(text)).toBe(width)
  })
})

describe('truncate', () => {
  it('never cuts a character in half', () => {
    expect(truncate('日本語', 4)).toBe('日…')
    expect(truncate('e\u0301e\u0301e\u0301', 2)).toBe('e\u0301…')
    expect(truncate('milk', 4)).toBe('milk')
  })
})
