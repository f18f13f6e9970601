import { describe, expect, it } from 'vitest'
import { Email, Password } from './schemas.js'

describe('Password', () => {
  it('has at least 8 characters and accepts the example', () => {
    expect(Password.safeParse('1234567').success).toBe(false)
    expect(Password.parse('Test123!')).toBe('Test123!')
  })

  it('is not trimmed', () => {
    expect(Password.parse('  spaced  ')).toBe('  spaced  ')
  })
})

describe('Email', () => {
  it.each([
    ['ada@example.com', 'ada@example.com'],
    ['  Ada@Example.COM\n', 'ada@example.com'],
    ["o'hara+tasks@sub.example.co.uk", "o'hara+tasks@sub.example.co.uk"],
    ['a@b.co', 'a@b.co'],
    // RFC 5322, section 3.4.1: every character of an atom.
    ["!#$%&'*+-/=?^_`{|}~@example.com", "!#$%&'*+-/=?^_`{|}~@example.com"],
    ['customer/department=shipping@example.com', 'customer/department=shipping@example.com'],
    // RFC 5890: internationalized domain names as A-labels.
    ['a@xn--e1afmkfd.xn--p1ai', 'a@xn--e1afmkfd.xn--p1ai'],
    ['a@1.2.example.com', 'a@1.2.example.com'],
    [`a@${'b'.repeat(63)}.com`, `a@${'b'.repeat(63)}.com`],
    [`a@example.${'c'.repeat(63)}`, `a@example.${'c'.repeat(63)}`],
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
    // RFC 5321, section 4.5.3.1, and RFC 1035, section 2.3.4.
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(64)}.com`,
    `a@example.${'c'.repeat(64)}`,
    'a@example-.com',
    'a@example.com-',
    'a@example.c',
    'a@127.0.0.1',
    'a@example.123',
    '"a b"@example.com',
    'a,b@example.com',
    'a:b@example.com',
  ])('refuses %j', (provided) => {
    expect(Email.safeParse(provided).success).toBe(false)
  })

  it('has at most 254 characters without surrounding whitespace', () => {
    const address = (length: number) =>
      `${'a'.repeat(64)}@${`${'b'.repeat(50)}.`.repeat(3)}${'c'.repeat(length - 222)}.com`

    expect(Email.safeParse(` ${address(254)} `).success).toBe(true)
    expect(Email.safeParse(address(255)).success).toBe(false)
  })
})
