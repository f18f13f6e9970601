import { describe, expect, it } from 'vitest'
import { createPasswordRules } from './password-rules.js'

const invalidInput = (field: string) =>
  expect.objectContaining({ code: 'invalid_input', errors: [expect.objectContaining({ in: 'body', pointer: field })] })

describe('createPasswordRules', () => {
  it.each(['password123', '12345678', 'Test123!', 'aaaaaaaaaaaa1'])(
    'accepts %s without a blocklist',
    async (password) => {
      const check = await createPasswordRules(undefined)

      expect(check(password, 'ada@example.com', 'password')).toBeUndefined()
    },
  )

  it.each(['password123', 'PassWord123', '12345678', 'qwertyuiop'])(
    'refuses the common password %s',
    async (password) => {
      const check = await createPasswordRules('common')

      expect(() => check(password, 'ada@example.com', 'newPassword')).toThrow(invalidInput('/newPassword'))
    },
  )

  it.each(['aaaaaaaaaaaa1', 'correct horse battery staple', ' password123', 'constructor of things'])(
    'accepts the uncommon password %s',
    async (password) => {
      const check = await createPasswordRules('common')

      expect(check(password, 'ada@example.com', 'password')).toBeUndefined()
    },
  )

  it.each(['ada@example.com', 'ADA@Example.com'])('refuses the e-mail address as %s', async (password) => {
    const check = await createPasswordRules(undefined)

    expect(() => check(password, 'ada@example.com', 'password')).toThrow(invalidInput('/password'))
    expect(check(password, 'eve@example.com', 'password')).toBeUndefined()
    expect(check(password, null, 'password')).toBeUndefined()
  })
})
