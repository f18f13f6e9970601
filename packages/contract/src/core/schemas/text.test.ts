import { describe, expect, it } from 'vitest'
import { exactText, foldCase, longText, trimmedText } from './text.js'

const outer = ' \t\n\v\f\r\u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000\ufeff'

describe('trimmedText', () => {
  const text = trimmedText({ max: 5 })

  it('removes leading and trailing whitespace of every kind', () => {
    expect(text.parse(`${outer}a b${outer}`)).toBe('a b')
    expect(text.parse('a\n\tb')).toBe('a\n\tb')
  })

  it.each([
    ['nothing', ''],
    ['spaces alone', outer],
  ])('refuses %s', (_what, blank) => {
    expect(text.safeParse(blank).success).toBe(false)
  })

  it('removes up to 100 characters of surrounding whitespace', () => {
    expect(text.parse(`${' '.repeat(100)}aaaaa`)).toBe('aaaaa')
    expect(text.safeParse(`${' '.repeat(101)}aaaaa`).success).toBe(false)
  })

  it('counts code points without surrounding whitespace', () => {
    expect(text.parse('a')).toBe('a')
    expect(text.parse('aa')).toBe('aa')
    expect(text.parse(`${outer}aaaaa${outer}`)).toBe('aaaaa')
    expect(text.parse('😀'.repeat(5))).toBe('😀'.repeat(5))
    expect(text.safeParse('aaaaaa').success).toBe(false)
    expect(text.safeParse('😀'.repeat(6)).success).toBe(false)
    expect(text.safeParse('a    a').success).toBe(false)
  })
})

describe('longText', () => {
  const text = longText({ max: 5 })

  it('removes surrounding whitespace and can be empty', () => {
    expect(text.parse(' a\nb ')).toBe('a\nb')
    expect(text.parse('')).toBe('')
    expect(text.parse('   ')).toBe('')
  })

  it('counts code points as sent', () => {
    expect(text.parse('😀'.repeat(5))).toBe('😀'.repeat(5))
    expect(text.safeParse('😀'.repeat(6)).success).toBe(false)
    expect(text.safeParse('     a').success).toBe(false)
  })
})

describe('exactText', () => {
  const text = exactText({ min: 3, max: 5 })

  it('keeps every character', () => {
    expect(text.parse(`${outer.slice(0, 4)}a`)).toBe(`${outer.slice(0, 4)}a`)
    expect(text.parse('     ')).toBe('     ')
  })

  it('counts code points', () => {
    expect(text.safeParse('ab').success).toBe(false)
    expect(text.safeParse('😀😀').success).toBe(false)
    expect(text.parse('😀'.repeat(5))).toBe('😀'.repeat(5))
    expect(text.safeParse('😀'.repeat(6)).success).toBe(false)
  })
})

describe.each(
  Object.entries({
    trimmed: trimmedText({ max: 9 }),
    long: longText({ max: 9 }),
    exact: exactText({ min: 1, max: 9 }),
  }),
)('%s text', (_name, text) => {
  it('is normalized to NFC', () => {
    expect(text.parse('e\u0301te\u0301')).toBe('\u00e9t\u00e9')
  })

  it.each(['\0', 'a\0', '\0a', 'a\0b', ' \0 '])('refuses NUL: %j', (hostile) => {
    expect(text.safeParse(hostile).success).toBe(false)
  })

  it.each(['\ud800', 'a\udfff', 'a\ud800b', '\udc00\ud800'])('refuses lone surrogates: %j', (hostile) => {
    expect(text.safeParse(hostile).success).toBe(false)
  })

  it.each([5, true, null, {}, ['a'], undefined])('refuses the type of %j', (other) => {
    expect(text.safeParse(other).success).toBe(false)
  })

  it('keeps unusual but valid text', () => {
    for (const stored of ['\u202e\u05d0', 'a\u2028b', '\u0001', '👩‍👩‍👧‍👦', '__proto__', '\u200b', '\uffff']) {
      expect(text.parse(stored)).toBe(stored)
    }
  })
})

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
