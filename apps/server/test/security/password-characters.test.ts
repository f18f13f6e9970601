import { startTestServer, type TestServer, type Transport } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type AccountCalls,
  accountCallsByTransport,
  invalid,
  newEmail,
  wrongCredentials,
} from '../support/account-calls.js'

describe('password characters', () => {
  let server: TestServer
  let callsByTransport: Record<Transport, AccountCalls>
  beforeAll(async () => {
    server = await startTestServer()
    callsByTransport = accountCallsByTransport(server)
  })
  afterAll(() => server?.close())

  const transport = 'in-process'

  describe(transport, () => {
    const calls = () => callsByTransport[transport]

    it.each([
      ['composed, typed decomposed', 'caf\u00e9 \u00c5ngstr\u00f6m', 'cafe\u0301 A\u030angstro\u0308m'],
      ['decomposed, typed composed', 'cafe\u0301 A\u030angstro\u0308m', 'caf\u00e9 \u00c5ngstr\u00f6m'],
      ['a Kelvin sign, typed K', 'degrees \u212a', 'degrees K'],
      ['Hangul, typed as jamo', '\ud55c\uae00\ud55c\uae00\ud55c\uae00\ud55c\uae00', '한글'.repeat(4).normalize('NFD')],
    ])('P4: accepts a canonically equivalent password: %s', async (_what, chosen, typed) => {
      const email = newEmail()
      await calls().signUp(email, chosen)

      expect(typed).not.toBe(chosen)
      expect(await calls().signIn(email, chosen)).toMatchObject({ ok: true })
      expect(await calls().signIn(email, typed)).toMatchObject({ ok: true })
    })

    it.each([
      ['a space before', 'a long password', ' a long password'],
      ['a space after', 'a long password', 'a long password '],
      ['no spaces around', '  a long password  ', 'a long password'],
      ['upper case', 'a long password', 'A long password'],
      ['full width', 'a long password', '\uff41 long password'],
      ['a no-break space', 'a long password', 'a\u00a0long password'],
      ['a zero-width space', 'a long password', 'a\u200b long password'],
      ['a look-alike letter', 'a long password', '\u0430 long password'],
      ['a ligature', 'office hours', 'o\ufb03ce hours'],
      ['an emoji of another tone', '👍🏽👍🏽👍🏽👍🏽', '👍👍🏽👍🏽👍🏽'],
      ['another last emoji', '😀'.repeat(8), `${'😀'.repeat(7)}😁`],
      ['a line break after', 'a long password', 'a long password\n'],
    ])('P4: refuses a password that is not canonically equivalent: %s', async (_what, chosen, typed) => {
      const email = newEmail()
      await calls().signUp(email, chosen)

      expect(await calls().signIn(email, typed)).toEqual(wrongCredentials)
      expect(await calls().signIn(email, chosen)).toMatchObject({ ok: true })
    })

    it.each([
      ['NUL', 'a long\u0000password'],
      ['NUL at the end', 'a long password\u0000'],
      ['a lone high surrogate', 'a long password\ud83d'],
      ['a lone low surrogate', '\ude00a long password'],
    ])('P4: refuses %s', async (_what, password) => {
      const email = newEmail()
      const { token } = await calls().signUp(email, 'a long password')
      const change = { currentPassword: 'a long password', newPassword: password }

      expect(await calls().call('signup', { email: newEmail(), password })).toEqual(invalid('body/password'))
      expect(await calls().signIn(email, password)).toEqual(invalid('body/password'))
      expect(await calls().call('changePassword', change, token)).toEqual(invalid('body/newPassword'))
    })

    it.each([
      ['72 bytes', 'a'.repeat(72)],
      ['72 bytes of four each', '😀'.repeat(18)],
      ['64 bytes', 'a'.repeat(64)],
      ['55 bytes', 'a'.repeat(55)],
    ])('P5: compares the characters after %s', async (_what, head) => {
      const email = newEmail()
      await calls().signUp(email, `${head}xyz`)

      expect(await calls().signIn(email, `${head}DIFFERENT`)).toEqual(wrongCredentials)
      expect(await calls().signIn(email, head)).toEqual(wrongCredentials)
      expect(await calls().signIn(email, `${head}xyz`)).toMatchObject({ ok: true })
    })
  })
})
