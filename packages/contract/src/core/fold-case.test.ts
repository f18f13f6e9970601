import { describe, expect, it } from 'vitest'
import { foldCase } from './fold-case.js'

describe('foldCase', () => {
  it.each([
    ['ẞ', 'ß'],
    ['ß', 'SS'],
    ['ΣΑΣ', 'σας'],
    ['É', 'e\u0301'],
    ['ŉ', 'ʼN'],
    ['ϴ', 'θ'],
  ])('folds %j and %j to the same text', (a, b) => {
    expect(foldCase(a)).toBe(foldCase(b))
  })
})
