import { describe, expect, it } from 'vitest'
import { exactText, longText, trimmedText } from './text.js'

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
    ['characters that show nothing', '\u200b \u2800\u3164\ufe0f'],
    ['control characters', '\u0001\u001b\u007f\u0085'],
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

  // The length of what is stored counts, so that stored text can be sent back.
  it('counts the code points of NFC', () => {
    expect(text.parse('\u1112\u1161\u11ab'.repeat(9))).toBe('\ud55c'.repeat(9)) // Korean as macOS writes it
    expect(text.safeParse('\u1112\u1161\u11ab'.repeat(10)).success).toBe(false)
    expect(text.parse('\u1f82'.normalize('NFD').repeat(9))).toBe('\u1f82'.repeat(9))
    expect(text.parse('\u09df'.repeat(4))).toBe('\u09af\u09bc'.repeat(4)) // excluded from composition
    expect(text.safeParse('\u09df'.repeat(5)).success).toBe(false)
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
    for (const stored of ['\u202e\u05d0', 'a\u2028b', 'a\u0001', '👩‍👩‍👧‍👦', '__proto__', 'a\u200b', '\uffff']) {
      expect(text.parse(stored)).toBe(stored)
    }
  })
})

describe('combining marks', () => {
  const text = longText({ max: 10_000 })

  // UAX #15, stream-safe text
  it('are refused if more than 30 follow each other', () => {
    expect(text.safeParse(`a${'\u0323\u0301'.repeat(15)}`).success).toBe(true)
    expect(text.safeParse(`a${'\u0323\u0301'.repeat(15)}\u05b0`).error?.issues).toMatchObject([
      { message: 'Enter at most 30 combining marks in a row.' },
    ])
  })

  // Composition exclusions and U+0344 have more marks in NFC (UAX #15), which is what can be sent back.
  it.each([
    ['b', '\u0344', 15],
    ['b', '\u0f73', 15],
    ['\u0958', '\u0301', 29],
    ['\ufb2c', '\u0301', 28],
  ])('are counted in NFC: %j and then %j up to %i times', (letter, mark, max) => {
    const stored = text.parse(letter + mark.repeat(max))

    expect(text.parse(stored)).toBe(stored)
    expect(text.safeParse(letter + mark.repeat(max + 1)).success).toBe(false)
  })

  it('do not make validation slow', () => {
    const runs = ['\u0345', '\u0315', '\u0301', '\u0323', '\u0327', '\u05b0', '\u0334'].map((mark) => mark.repeat(1400))
    const started = performance.now()
    for (let n = 0; n < 50; n++) expect(text.safeParse(`a${runs.join('')}`).success).toBe(false)
    expect(performance.now() - started).toBeLessThan(200)
  })
})
