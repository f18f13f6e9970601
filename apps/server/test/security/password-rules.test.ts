import { startTestServer, type TestServer, type Transport } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type AccountCalls,
  accountCallsByTransport,
  invalid,
  newEmail,
  wrongCredentials,
} from '../support/account-calls.js'

describe('password rules', () => {
  let server: TestServer
  let strict: TestServer
  let callsByTransport: Record<Transport, AccountCalls>
  let strictCallsByTransport: Record<Transport, AccountCalls>
  beforeAll(async () => {
    server = await startTestServer()
    strict = await startTestServer({ env: { PASSWORD_BLOCKLIST: 'common' } })
    callsByTransport = accountCallsByTransport(server)
    strictCallsByTransport = accountCallsByTransport(strict)
  })
  afterAll(async () => {
    await server?.close()
    await strict?.close()
  })

  const transport = 'in-process'

  describe(transport, () => {
    const calls = () => callsByTransport[transport]
    const signUp = (password: string) => calls().call('signup', { email: newEmail(), password })
    const signedUp = { ok: true }
    const refused = invalid('body/password')

    it.each([
      ['8 characters', 'Abcdefg1'],
      ['8 emoji', '😀'.repeat(8)],
      ['64 characters', 'x'.repeat(64)],
      ['128 characters', 'x'.repeat(128)],
      ['128 emoji', '😀'.repeat(128)],
    ])('P1: accepts %s', async (_what, password) => {
      expect(await signUp(password)).toMatchObject(signedUp)
    })

    it.each([
      ['an empty password', ''],
      ['7 characters', 'Abcdef1'],
      ['7 emoji, which are 14 UTF-16 units', '😀'.repeat(7)],
      ['129 characters', 'x'.repeat(129)],
      ['129 emoji', '😀'.repeat(129)],
    ])('P1: refuses %s', async (_what, password) => {
      expect(await signUp(password)).toEqual(refused)
    })

    it('P1: applies the same limits to a new password', async () => {
      const { token } = await calls().signUp(newEmail(), 'an old password')
      const change = (newPassword: string) =>
        calls().call('changePassword', { currentPassword: 'an old password', newPassword }, token)

      expect(await change('Abcdef1')).toEqual(invalid('body/newPassword'))
      expect(await change('x'.repeat(129))).toEqual(invalid('body/newPassword'))
      expect(await change('x'.repeat(128))).toMatchObject(signedUp)
    })

    it('P1: compares all 128 characters, and does not truncate longer passwords', async () => {
      const email = newEmail()
      await calls().signUp(email, `${'x'.repeat(127)}a`)

      expect(await calls().signIn(email, `${'x'.repeat(127)}b`)).toEqual(wrongCredentials)
      expect(await calls().signIn(email, 'x'.repeat(127))).toEqual(wrongCredentials)
      expect(await calls().signIn(email, `${'x'.repeat(127)}aa`)).toEqual(refused)
    })

    it.each(['aaaaaaaaaaaa1', 'nothing but words', '        ', '31415926535', 'ÄÖÜäöüßé', '密码密码密码密码'])(
      'P2: requires no character classes: %s',
      async (password) => {
        expect(await signUp(password)).toMatchObject(signedUp)
      },
    )

    it.each(['password123', '12345678', 'PassWord123'])(
      'P3: refuses the common password %s only if the blocklist is enabled',
      async (password) => {
        const outcome = await strictCallsByTransport[transport].call('signup', { email: newEmail(), password })

        expect(outcome).toEqual(refused)
        expect(await signUp(password)).toMatchObject(signedUp)
      },
    )

    it('P3: refuses a common new password if the blocklist is enabled', async () => {
      const strictCalls = strictCallsByTransport[transport]
      const { token } = await strictCalls.signUp(newEmail(), 'an uncommon password')
      const input = { currentPassword: 'an uncommon password', newPassword: 'password123' }

      expect(await strictCalls.call('changePassword', input, token)).toEqual(invalid('body/newPassword'))
    })

    it.each([
      ['unchanged', (email: string) => email],
      ['in upper case', (email: string) => email.toUpperCase()],
    ])("P3: refuses the user's own e-mail address as a password, %s", async (_how, respell) => {
      const email = newEmail()
      const { token } = await calls().signUp(newEmail(), 'an old password')
      const me = (await calls().call('me', {}, token)) as { value: { email: string } }

      const signedUpOutcome = await calls().call('signup', { email, password: respell(email) })
      const changedOutcome = await calls().call(
        'changePassword',
        { currentPassword: 'an old password', newPassword: respell(me.value.email) },
        token,
      )

      expect(signedUpOutcome).toEqual(refused)
      expect(changedOutcome).toEqual(invalid('body/newPassword'))
    })
  })
})
