import { startTestServer, type TestServer, type Transport } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AccountCalls, accountCallsByTransport, emailTaken, invalid, newEmail } from '../support/account-calls.js'

const password = 'a long password'

describe('e-mail address of an account', () => {
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
    const signUp = (email: string) => calls().call('signup', { email, password })

    it('P11: fails with email_taken if an address has an account, and does not change that account', async () => {
      const email = newEmail()
      await calls().signUp(email, password)

      const outcome = await calls().call('signup', { email, password: 'another password', name: 'Eve' })

      expect(outcome).toEqual(emailTaken)
      expect(await calls().signIn(email, 'another password')).toMatchObject({ code: 'invalid_credentials' })
      expect(await calls().signIn(email, password)).toMatchObject({ ok: true, value: { user: { email, name: null } } })
    })

    const spellings: [what: string, respell: (email: string) => string][] = [
      ['upper case', (email) => email.toUpperCase()],
      ['a capital', (email) => `P${email.slice(1)}`],
      ['a leading space', (email) => ` ${email}`],
      ['a trailing space', (email) => `${email} `],
      ['surrounding line breaks and a byte order mark', (email) => `\ufeff\n${email}\r\n`],
    ]

    it.each(spellings)('P12: signs in with another spelling: %s', async (_what, respell) => {
      const email = newEmail()
      await calls().signUp(email, password)

      expect(await calls().signIn(respell(email), password)).toMatchObject({ ok: true, value: { user: { email } } })
    })

    it.each(spellings)('P12: creates one account for two spellings: %s', async (_what, respell) => {
      const email = newEmail()

      expect(await signUp(respell(email))).toMatchObject({ ok: true, value: { user: { email } } })
      expect(await signUp(email)).toEqual(emailTaken)
      expect(await signUp(respell(email))).toEqual(emailTaken)
    })

    it.each([
      ['a full-width letter', '\uff41@example.com'],
      ['a full-width at sign', 'a\uff20example.com'],
      ['a sharp s', 'stra\u00dfe@example.com'],
      ['a sharp s in the domain', 'a@stra\u00dfe.example'],
      ['a capital sharp s', 'STRA\u1e9eE@example.com'],
      ['a Turkish capital I', '\u0130da@example.com'],
      ['a Turkish dotless i', '\u0131da@example.com'],
      ['a Kelvin sign', '\u212aim@example.com'],
      ['a Kelvin sign in the domain', 'a@\u212aim.example'],
      ['a long s', 'mi\u017fter@example.com'],
      ['a composed letter', 'ren\u00e9@example.com'],
      ['a decomposed letter', 'rene\u0301@example.com'],
      ['a U-label', 'a@b\u00fccher.example'],
      ['a Cyrillic a', '\u0430da@example.com'],
      ['an ideographic full stop', 'a@example\u3002com'],
      ['a zero-width space', 'a\u200bda@example.com'],
      ['a zero-width space at the end', 'ada@example.com\u200b'],
      ['a soft hyphen', 'a\u00adda@example.com'],
      ['right to left', '\u202eada@example.com'],
      ['NUL', 'ada\u0000@example.com'],
      ['an emoji', '😀@example.com'],
      ['a lone surrogate', 'a\ud83da@example.com'],
    ])('P13: refuses an address with %s', async (_what, email) => {
      expect(await signUp(email)).toEqual(invalid('body/email'))
      expect(await calls().signIn(email, password)).toEqual(invalid('body/email'))
    })

    it.each([
      ['a trailing dot', (email: string) => `${email}.`],
      ['a space inside', (email: string) => email.replace('@', ' @')],
      ['two addresses', (email: string) => `${email},${email}`],
      ['a display name', (email: string) => `Ada <${email}>`],
      ['quotes', (email: string) => `"${email.replace('@', '"@')}`],
      ['a comment', (email: string) => email.replace('@', '(x)@')],
      ['a line break inside', (email: string) => email.replace('@', '\r\nBcc: eve@')],
    ])('P13: refuses another notation of the same mailbox: %s', async (_what, respell) => {
      expect(await signUp(respell(newEmail()))).toEqual(invalid('body/email'))
    })

    it.each([254, 200])('P14: accepts %i characters and surrounding spaces', async (length) => {
      const email = longEmail(length)

      expect(await signUp(`  ${email}  `)).toMatchObject({ ok: true, value: { user: { email } } })
      expect(await calls().signIn(email, password)).toMatchObject({ ok: true })
    })

    it.each([255, 320, 2000, 16_384])('P14: refuses %i characters', async (length) => {
      expect(await signUp(longEmail(length))).toEqual(invalid('body/email'))
      expect(await calls().signIn(longEmail(length), password)).toEqual(invalid('body/email'))
    })

    it('P19: creates one account for 20 concurrent sign-ups', async () => {
      const email = newEmail()
      const passwords = Array.from({ length: 20 }, (_, index) => `${password} ${index}`)

      const outcomes = await Promise.all(
        passwords.map((candidate) => calls().call('signup', { email, password: candidate })),
      )

      expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1)
      expect(outcomes.filter(({ ok }) => !ok)).toEqual(Array(19).fill(emailTaken))
      const signIns = []
      for (const candidate of passwords) signIns.push((await calls().signIn(email, candidate)).ok)
      expect(signIns).toEqual(outcomes.map(({ ok }) => ok))
    })
  })
})

/** Returns a new address of the given length, with labels of at most 51 characters. */
function longEmail(length: number): string {
  const [name = ''] = newEmail().split('@')
  const labels = 'x'.repeat(length - name.length - '@.com'.length).replace(/x{51}(?=x)/g, `${'x'.repeat(50)}.`)
  return `${name}@${labels}.com`
}
