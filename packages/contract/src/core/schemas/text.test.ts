import { describe, expect, it } from 'vitest'
import type * as z from 'zod'
import { Email, Password, UserId } from '../../accounts/schemas.js'
import { Description, Tag, Title } from '../../tasks/fields.js'
import { Search } from '../../tasks/query.js'
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

describe('length limits of the API', () => {
  it.each([
    ['Title', Title, 200],
    ['Description', Description, 10_000],
    ['Tag', Tag, 50],
    ['Search', Search, 200],
    ['Password', Password, 128],
    ['UserId', UserId, 255],
  ] as const)('%s has at most this many characters', (_name, schema, max) => {
    expect(schema.safeParse('x'.repeat(max)).success).toBe(true)
    expect(schema.safeParse('😀'.repeat(max)).success).toBe(true)
    expect(schema.safeParse('x'.repeat(max + 1)).success).toBe(false)
    expect(schema.safeParse('😀'.repeat(max + 1)).success).toBe(false)
  })

  it('Password has at least 8 characters and accepts the example', () => {
    expect(Password.safeParse('1234567').success).toBe(false)
    expect(Password.parse('Test123!')).toBe('Test123!')
  })

  it('Password is not trimmed', () => {
    expect(Password.parse('  spaced  ')).toBe('  spaced  ')
  })
})

describe('Email', () => {
  it.each([
    ['ada@example.com', 'ada@example.com'],
    ['  Ada@Example.COM\n', 'ada@example.com'],
    ["o'hara+tasks@sub.example.co.uk", "o'hara+tasks@sub.example.co.uk"],
    ['a@b.co', 'a@b.co'],
    [`${'a'.repeat(64)}@${'b'.repeat(60)}.example.com`, `${'a'.repeat(64)}@${'b'.repeat(60)}.example.com`],
  ])('accepts %j', (provided, stored) => {
    expect(Email.parse(provided)).toBe(stored)
  })

  it.each([
    '',
    ' ',
    'ada',
    'ada@',
    '@example.com',
    'ada@example',
    'ada@@example.com',
    'ada@exa mple.com',
    '.ada@example.com',
    'ada.@example.com',
    'a..da@example.com',
    'ada@example..com',
    'ada@-example.com',
    'ada@.example.com',
    'ada@example.com.',
    'ada@example.com, eve@example.com',
    'ada@example.com\nBcc: eve@example.com',
    'ada@example.com\0',
    'аda@example.com',
    'ada@ехample.com',
    'ada\ud800@example.com',
    'ada@[127.0.0.1]',
    `${'a'.repeat(250)}@example.com`,
  ])('refuses %j', (provided) => {
    expect(Email.safeParse(provided).success).toBe(false)
  })

  it('has at most 254 characters without surrounding whitespace', () => {
    const address = (length: number) => `${'a'.repeat(length - '@example.com'.length)}@example.com`

    expect(Email.safeParse(` ${address(254)} `).success).toBe(true)
    expect(Email.safeParse(address(255)).success).toBe(false)
  })
})

describe('hostile text', () => {
  const hostile = {
    spaces: ' '.repeat(1_000_000),
    'spaces and a NUL': `a${' '.repeat(1_000_000)}\0`,
    'a word, spaces and a word': `${'a'.repeat(254)}${' '.repeat(1_000_000)}b`,
    'words and spaces': 'a '.repeat(500_000),
    'dots and hyphens': `a@${'a-.'.repeat(300_000)}`,
    at: '@'.repeat(1_000_000),
    letters: 'a'.repeat(1_000_000),
    'combining marks': `a${'\u0301\u0323'.repeat(30_000)}`,
  }
  const schemas: Record<string, z.ZodType> = { Title, Description, Tag, Search, Password, UserId, Email }

  it.each(Object.entries(hostile))('is refused quickly: %s', (_what, text) => {
    for (const [name, schema] of Object.entries(schemas)) {
      const started = performance.now()
      schema.safeParse(text)
      expect(performance.now() - started, name).toBeLessThan(500)
    }
  })
})
