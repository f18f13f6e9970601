import { randomUUID } from 'node:crypto'
import { mails as outbox } from '@taskpact/db'
import { startMailServer, startTestServer, type TestMailServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let mail: TestMailServer
let server: TestServer
beforeAll(async () => {
  mail = await startMailServer()
  server = await startTestServer({ env: { ...mail.env, REQUIRE_VERIFIED_EMAIL: 'true' } })
})
afterAll(async () => {
  await server?.close()
  await mail?.close()
})

const password = 'Test123!'
const newEmail = () => `${randomUUID()}@example.com`
const call = (name: string, input: object) => server.by('rest').call(name, { ...input })

describe('a server that requires verified addresses', () => {
  it('starts no session until the link in the mail is used', async () => {
    const email = newEmail()
    expect(await call('auth.signup', { email, password })).toMatchObject({ code: 'email_not_verified' })
    const { token } = await mail.next(email, /Verify/)
    expect(await call('auth.signin', { email, password })).toMatchObject({ code: 'email_not_verified' })

    expect(await call('auth.verifyEmail', { token })).toMatchObject({ ok: true })
    expect(await call('auth.signin', { email, password })).toMatchObject({ value: { user: { emailVerified: true } } })
  })

  it('reveals nothing about an unverified account to those who do not know the password', async () => {
    const email = newEmail()
    await call('auth.signup', { email, password })

    expect(await call('auth.signin', { email, password: 'wrong' })).toMatchObject({ code: 'invalid_credentials' })
  })

  it('P11: answers a sign-up with a known address like any other, and informs its owner', async () => {
    const email = newEmail()
    await call('auth.signup', { email, password })
    const { token } = await mail.next(email, /Verify/)
    await call('auth.verifyEmail', { token })

    const signUp = (address: string) =>
      server.send('/api/auth/signup', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: address, password }),
      })
    const [known, unknown] = [await signUp(email), await signUp(newEmail())]
    const withoutId = ({ status, body }: typeof known) => ({ status, body: { ...(body as object), requestId: '' } })
    expect(withoutId(known)).toEqual(withoutId(unknown))
    expect((await mail.next(email)).subject).toBe('You already have an account')
    expect(await call('auth.signin', { email, password })).toMatchObject({ ok: true })
  })

  it('limits the mails about sign-ups with a known address', async () => {
    const email = newEmail()
    for (let n = 0; n < 8; n++)
      expect(await call('auth.signup', { email, password })).toMatchObject({ code: 'email_not_verified' })

    await call('auth.requestPasswordReset', { email })
    await mail.next(email, /Reset/)
    const db = await server.database()
    await expect.poll(() => db.select().from(outbox), { timeout: 15_000 }).toEqual([])
    expect(mail.mails.filter(({ to, subject }) => to === email && !/Reset/.test(subject))).toHaveLength(5)
  })

  it('lets users in who have signed in by a link or reset the password, because both verify the address', async () => {
    const email = newEmail()
    await call('auth.signup', { email, password })
    await call('auth.requestSignInLink', { email })

    const { token } = await mail.next(email, /Sign in/)
    expect(await call('auth.signInWithLink', { token })).toMatchObject({ ok: true })
    await call('auth.requestPasswordReset', { email })
    const reset = { token: (await mail.next(email, /Reset/)).token, newPassword: password }
    expect(await call('auth.resetPassword', reset)).toMatchObject({ ok: true })
    expect(await call('auth.signin', { email, password })).toMatchObject({ ok: true })
  })

  it('leaves no access to someone who registered the address of another person', async () => {
    const email = newEmail()
    await call('auth.signup', { email, password })
    await call('auth.requestSignInLink', { email })

    const { token } = await mail.next(email, /Sign in/)
    expect(await call('auth.signInWithLink', { token })).toMatchObject({ value: { user: { emailVerified: true } } })
    expect(await call('auth.signin', { email, password })).toMatchObject({ code: 'invalid_credentials' })
  })
})

describe('a server without a mail server', () => {
  it('signs users up at once, and refuses what needs mail', async () => {
    const plain = await startTestServer()
    try {
      const email = newEmail()
      const { token } = await plain.by('rest').value<{ token: string }>('auth.signup', { email, password })
      for (const name of ['requestPasswordReset', 'requestSignInLink', 'resendVerification'])
        expect(await plain.by('rest').call(`auth.${name}`, { email })).toMatchObject({ code: 'not_configured' })
      const change = { email: newEmail(), password }
      expect(await plain.by('rest').call('auth.changeEmail', change, token)).toMatchObject({ code: 'not_configured' })
      expect(await plain.by('rest').call('auth.verifyEmail', { token: 'x.y' })).toMatchObject({ code: 'invalid_link' })
    } finally {
      await plain.close()
    }
  })
})

describe('a development server without a mail server', () => {
  it('shows the mails that it would have sent, with their links', async () => {
    const development = await startTestServer({ env: { ENVIRONMENT: 'development', HOST: '127.0.0.1' } })
    try {
      await development.by('rest').call('auth.signup', { email: 'dev@example.com', password, name: '<b>' })
      const read = async () => String((await development.send('/dev/mail')).text)
      await expect.poll(read).toContain('dev@example.com')
      expect(await read()).toMatch(/<a href="http:\/\/localhost:5173\/verify-email#token=[\w.-]+">/)
    } finally {
      await development.close()
    }
  })

  it('has no such page otherwise', async () => {
    expect((await server.send('/dev/mail')).status).toBe(404)
  })
})
