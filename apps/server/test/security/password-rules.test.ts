import { startTestServer, type TestServer, type Transport } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AccountWay, accountWays, invalid, newEmail, wrong } from '../support/account-ways.js'

describe('password rules', () => {
  let server: TestServer
  let strict: TestServer
  let ways: Record<Transport, AccountWay>
  let strictWays: Record<Transport, AccountWay>
  beforeAll(async () => {
    server = await startTestServer()
    strict = await startTestServer({ env: { PASSWORD_BLOCKLIST: 'common' } })
    ways = accountWays(server)
    strictWays = accountWays(strict)
  })
  afterAll(async () => {
    await server?.close()
    await strict?.close()
  })

  const wayName = 'in-process'

  describe(wayName, () => {
    const way = () => ways[wayName]
    const signUp = (password: string) => way().call('signup', { email: newEmail(), password })
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
      const { token } = await way().signUp(newEmail(), 'an old password')
      const change = (newPassword: string) =>
        way().call('changePassword', { currentPassword: 'an old password', newPassword }, token)

      expect(await change('Abcdef1')).toEqual(invalid('body/newPassword'))
      expect(await change('x'.repeat(129))).toEqual(invalid('body/newPassword'))
      expect(await change('x'.repeat(128))).toMatchObject(signedUp)
    })

    it('P1: compares all 128 characters, and does not truncate longer passwords', async () => {
      const email = newEmail()
      await way().signUp(email, `${'x'.repeat(127)}a`)

      expect(await way().signIn(email, `${'x'.repeat(127)}b`)).toEqual(wrong)
      expect(await way().signIn(email, 'x'.repeat(127))).toEqual(wrong)
      expect(await way().signIn(email, `${'x'.repeat(127)}aa`)).toEqual(refused)
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
        const strictly = await strictWays[wayName].call('signup', { email: newEmail(), password })

        expect(strictly).toEqual(refused)
        expect(await signUp(password)).toMatchObject(signedUp)
      },
    )

    it('P3: refuses a common new password if the blocklist is enabled', async () => {
      const strictWay = strictWays[wayName]
      const { token } = await strictWay.signUp(newEmail(), 'an uncommon password')
      const input = { currentPassword: 'an uncommon password', newPassword: 'password123' }

      expect(await strictWay.call('changePassword', input, token)).toEqual(invalid('body/newPassword'))
    })

    it.each([
      ['unchanged', (email: string) => email],
      ['in upper case', (email: string) => email.toUpperCase()],
    ])("P3: refuses the user's own e-mail address as a password, %s", async (_how, spell) => {
      const email = newEmail()
      const { token } = await way().signUp(newEmail(), 'an old password')
      const me = (await way().call('me', {}, token)) as { value: { email: string } }

      const atFirst = await way().call('signup', { email, password: spell(email) })
      const later = await way().call(
        'changePassword',
        { currentPassword: 'an old password', newPassword: spell(me.value.email) },
        token,
      )

      expect(atFirst).toEqual(refused)
      expect(later).toEqual(invalid('body/newPassword'))
    })
  })
})
