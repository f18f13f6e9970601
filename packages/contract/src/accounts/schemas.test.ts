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
