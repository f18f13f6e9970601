import { describe, expect, it } from 'vitest'
import { createPasswordRules } from './password-rules.js'

const refusal = (field: string) =>
  expect.objectContaining({ code: 'invalid_input', errors: [expect.objectContaining({ in: 'body', pointer: field })] })

describe('createPasswordRules', () => {
  it.each(['password123', '12345678', 'Test123!', 'aaaaaaaaaaaa1'])('takes %s without a list', async (password) => {
    const check = await createPasswordRules(undefined)

    expect(check(password, 'ada@example.com', 'password')).toBeUndefined()
  })

  it.each(['password123', 'PassWord123', '12345678', 'qwertyuiop'])('refuses the common %s', async (password) => {
    const check = await createPasswordRules('common')

    expect(() => check(password, 'ada@example.com', 'newPassword')).toThrow(refusal('/newPassword'))
  })

  it.each(['aaaaaaaaaaaa1', 'correct horse battery staple', ' password123', 'constructor of things'])(
    'takes the uncommon %s',
    async (password) => {
      const check = await createPasswordRules('common')

      expect(check(password, 'ada@example.com', 'password')).toBeUndefined()
    },
  )

  it.each(['ada@example.com', 'ADA@Example.com'])('refuses the e-mail address as %s', async (password) => {
    const check = await createPasswordRules(undefined)

    expect(() => check(password, 'ada@example.com', 'password')).toThrow(refusal('/password'))
    expect(check(password, 'eve@example.com', 'password')).toBeUndefined()
    expect(check(password, null, 'password')).toBeUndefined()
  })
})
