import { randomUUID } from 'node:crypto'
import { emails, emailTokens, mails as outbox, sessions } from '@taskpact/db'
import { startMailServer, startTestServer, type TestMailServer, type TestServer } from '@taskpact/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let mail: TestMailServer
let server: TestServer
let clock = 0
beforeAll(async () => {
  mail = await startMailServer()
  server = await startTestServer({ env: mail.env, now: () => new Date(Date.now() + clock) })
})
afterAll(async () => {
  await server?.close()
  await mail?.close()
})

const newEmail = () => `${randomUUID()}@example.com`
const call = (name: string, input: object = {}, token?: string) =>
  server.by('rest').call(name, input as Record<string, unknown>, token)
const me = (token: string) => server.by('rest').value<{ email: string; emailVerified: boolean }>('auth.me', {}, token)

async function signUp() {
  const email = newEmail()
  const user = await server.signUp(email)
  const { token: link } = await mail.next(email, /Verify/)
  return { ...user, email, link }
}

describe('verification', () => {
  it('marks the address as verified by the link that a sign-up sends, once', async () => {
    const { token, link } = await signUp()
    expect(await me(token)).toMatchObject({ emailVerified: false })

    expect(await call('auth.verifyEmail', { token: link })).toMatchObject({ ok: true })
    expect(await me(token)).toMatchObject({ emailVerified: true })
    expect(await call('auth.verifyEmail', { token: link })).toMatchObject({ code: 'invalid_link' })
  })

  it('replaces the link if it is sent again', async () => {
    const { email, link } = await signUp()
    await call('auth.resendVerification', { email })
    const again = await mail.next(email)

    expect(await call('auth.verifyEmail', { token: link })).toMatchObject({ code: 'invalid_link' })
    expect(await call('auth.verifyEmail', { token: again.token })).toMatchObject({ ok: true })
  })

  it('sends nothing if the address is verified or unknown', async () => {
    const { email, link } = await signUp()
    await call('auth.verifyEmail', { token: link })
    const unknown = newEmail()
    await call('auth.resendVerification', { email })
    await call('auth.resendVerification', { email: unknown })
    await expectEmptyOutbox()

    expect(mail.mails.filter(({ to }) => to === unknown)).toEqual([])
    expect(mail.mails.filter(({ to }) => to === email)).toHaveLength(1)
  })
})

describe('password reset', () => {
  it('sets the password, verifies the address, ends everything, and informs the owner', async () => {
    const { email, token, refreshToken } = await signUp()
    const input = { name: 'A', scopes: ['tasks:read'], password: 'Test123!' }
    const { token: personal } = await server.by('rest').value<{ token: string }>('auth.tokens.create', input, token)
    await call('auth.requestPasswordReset', { email })
    const reset = await mail.next(email, /Reset/)
    expect(reset.link).toMatch(/^https:\/\/app\.example\.com\/reset-password#token=/)

    const newPassword = 'another good one'
    expect(await call('auth.resetPassword', { token: reset.token, newPassword })).toMatchObject({ ok: true })
    await mail.next(email, /password was changed/)
    expect(await call('auth.me', {}, token)).toMatchObject({ code: 'invalid_token' })
    expect(await call('auth.refresh', { refreshToken })).toMatchObject({ code: 'invalid_token' })
    expect(await call('tasks.list', { userId: 'me' }, personal)).toMatchObject({ code: 'invalid_token' })
    expect(await call('auth.signin', { email, password: 'Test123!' })).toMatchObject({ code: 'invalid_credentials' })
    const signedIn = await call('auth.signin', { email, password: newPassword })
    expect(signedIn).toMatchObject({ value: { user: { emailVerified: true } } })
    expect(await call('auth.resetPassword', { token: reset.token, newPassword })).toMatchObject({
      code: 'invalid_link',
    })
  })

  it('refuses a password that is not allowed, and leaves the link valid', async () => {
    const { email } = await signUp()
    await call('auth.requestPasswordReset', { email })
    const { token } = await mail.next(email, /Reset/)

    expect(await call('auth.resetPassword', { token, newPassword: email })).toMatchObject({ code: 'invalid_input' })
    expect(await call('auth.resetPassword', { token, newPassword: 'short' })).toMatchObject({ code: 'invalid_input' })
    expect(await call('auth.resetPassword', { token, newPassword: 'long enough' })).toMatchObject({ ok: true })
  })

  it('limits the mails to one address, whether an account has it or not', async () => {
    for (const email of [(await signUp()).email, newEmail()]) {
      const outcomes = []
      for (let n = 0; n < 6; n++) outcomes.push(await call('auth.requestPasswordReset', { email }))
      expect(outcomes.map((outcome) => ('code' in outcome ? outcome.code : 'ok'))).toEqual([
        ...Array(5).fill('ok'),
        'rate_limited',
      ])
    }
  })
})

it('lets an owner reset the password although others have requested many mails of another kind', async () => {
  const { email, link } = await signUp()
  await call('auth.verifyEmail', { token: link })
  for (let n = 0; n < 6; n++) await call('auth.resendVerification', { email })

  expect(await call('auth.resendVerification', { email })).toMatchObject({ code: 'rate_limited' })
  expect(await call('auth.requestPasswordReset', { email })).toMatchObject({ ok: true })
})

describe('change of the e-mail address', () => {
  async function change() {
    const user = await signUp()
    const next = newEmail()
    const input = { email: next, password: 'Test123!' }
    expect(await call('auth.changeEmail', input, user.token)).toMatchObject({ ok: true })
    return { ...user, next, confirm: (await mail.next(next, /Confirm/)).token }
  }

  it('P16: takes effect when the new address confirms it, and is announced to the old one', async () => {
    const { email, next, confirm, token } = await change()
    expect(await me(token)).toMatchObject({ email })

    expect(await call('auth.confirmEmail', { token: confirm })).toMatchObject({ ok: true })
    expect(await me(token)).toMatchObject({ email: next, emailVerified: true })
    const announced = await mail.next(email, /was changed/)
    expect(announced.text).toContain(next)
    expect(await call('auth.signin', { email, password: 'Test123!' })).toMatchObject({ code: 'invalid_credentials' })
    expect(await call('auth.signin', { email: next, password: 'Test123!' })).toMatchObject({ ok: true })
  })

  it('needs the password', async () => {
    const { token } = await signUp()
    expect(await call('auth.changeEmail', { email: newEmail() }, token)).toMatchObject({ code: 'invalid_input' })
    expect(await call('auth.changeEmail', { email: newEmail(), password: 'wrong' }, token)).toMatchObject({
      code: 'wrong_password',
    })
  })

  it('is undone by the old address within 72 hours, and reserved until then', async () => {
    const { email, next, confirm, token } = await change()
    await call('auth.confirmEmail', { token: confirm })
    const undo = await mail.next(email, /was changed/)
    expect(await call('auth.signup', { email, password: 'Test123!' })).toMatchObject({ code: 'email_taken' })

    clock = 71 * 60 * 60_000
    expect(await call('auth.undoEmailChange', { token: undo.token })).toMatchObject({ ok: true })
    const { token: reset } = await mail.next(email, /Reset/)
    clock = 0
    expect(await call('auth.me', {}, token)).toMatchObject({ code: 'invalid_token' })
    expect(await call('auth.signin', { email, password: 'Test123!' })).toMatchObject({ code: 'invalid_credentials' })
    expect(await call('auth.resetPassword', { token: reset, newPassword: 'owned again' })).toMatchObject({ ok: true })
    expect(await call('auth.signin', { email, password: 'owned again' })).toMatchObject({ ok: true })
    expect(await call('auth.signup', { email: next, password: 'Test123!' })).toMatchObject({ ok: true })
  })

  it('undoes several changes by the oldest address', async () => {
    const first = await change()
    await call('auth.confirmEmail', { token: first.confirm })
    const undo = await mail.next(first.email, /was changed/)
    const third = newEmail()
    await call('auth.changeEmail', { email: third, password: 'Test123!' }, first.token)
    await call('auth.confirmEmail', { token: (await mail.next(third, /Confirm/)).token })
    const undoSecond = await mail.next(first.next, /was changed/)

    expect(await call('auth.undoEmailChange', { token: undo.token })).toMatchObject({ ok: true })
    expect(await call('auth.undoEmailChange', { token: undoSecond.token })).toMatchObject({ code: 'invalid_link' })
    const db = await server.database()
    const owned = await db.select().from(emails)
    const addresses = [first.email, first.next, third]
    expect(owned.filter(({ email }) => addresses.includes(email)).map(({ email }) => email)).toEqual([first.email])
  })

  it('is given up when the password changes', async () => {
    const { email, confirm, token } = await change()
    const input = { currentPassword: 'Test123!', newPassword: 'a new password' }
    const changed = await server.by('rest').value<{ token: string }>('auth.changePassword', input, token)

    expect(await call('auth.confirmEmail', { token: confirm })).toMatchObject({ code: 'invalid_link' })
    expect(await me(changed.token)).toMatchObject({ email })
  })

  it('refuses an address that another account has, when it is confirmed', async () => {
    const { next, confirm, token, email } = await change()
    await server.signUp(next)

    expect(await call('auth.confirmEmail', { token: confirm })).toMatchObject({ code: 'email_taken' })
    expect(await me(token)).toMatchObject({ email })
  })
})

describe('sign-in by a link', () => {
  it('starts a session and verifies the address', async () => {
    const { email } = await signUp()
    await call('auth.requestSignInLink', { email })
    const { token } = await mail.next(email, /Sign in/)

    const outcome = await call('auth.signInWithLink', { token })
    expect(outcome).toMatchObject({ value: { user: { email, emailVerified: true }, token: expect.any(String) } })
    expect(await call('auth.signInWithLink', { token })).toMatchObject({ code: 'invalid_link' })
  })

  it('P17: ends all access to an address that was not verified, of someone else who may have registered it', async () => {
    const { email, token, refreshToken } = await signUp()
    const next = newEmail()
    await call('auth.changeEmail', { email: next, password: 'Test123!' }, token)
    await call('auth.requestSignInLink', { email })
    const input = { token: (await mail.next(email, /Sign in/)).token }

    expect(await call('auth.signInWithLink', input)).toMatchObject({ ok: true })
    expect(await call('auth.me', {}, token)).toMatchObject({ code: 'invalid_token' })
    expect(await call('auth.refresh', { refreshToken })).toMatchObject({ code: 'invalid_token' })
    expect(await call('auth.signin', { email, password: 'Test123!' })).toMatchObject({ code: 'invalid_credentials' })
    const confirm = { token: (await mail.next(next, /Confirm/)).token }
    expect(await call('auth.confirmEmail', confirm)).toMatchObject({ code: 'invalid_link' })
  })

  it('keeps the password of a verified address', async () => {
    const { email, link } = await signUp()
    await call('auth.verifyEmail', { token: link })
    await call('auth.requestSignInLink', { email })

    const { token } = await mail.next(email, /Sign in/)
    expect(await call('auth.signInWithLink', { token })).toMatchObject({ ok: true })
    expect(await call('auth.signin', { email, password: 'Test123!' })).toMatchObject({ ok: true })
  })
})

describe('each token', () => {
  const uses = {
    'auth.verifyEmail': 'resendVerification',
    'auth.resetPassword': 'requestPasswordReset',
    'auth.signInWithLink': 'requestSignInLink',
  } as const
  const inputs = (name: string, token: string) =>
    name === 'auth.resetPassword' ? { token, newPassword: 'a new password' } : { token }

  it.each(Object.entries(uses))(
    '%s is refused if expired, changed, of another user or purpose',
    async (name, request) => {
      const { email } = await signUp()
      const other = await signUp()
      await call(`auth.${request}`, { email })
      const { token } = await mail.next(email)
      const [user = '', secret = ''] = token.split('.')
      const [otherUser = ''] = other.link.split('.')
      const flipped = secret.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))
      for (const wrong of [`${user}.${flipped}`, `${otherUser}.${secret}`, secret, '', '.', `${token}A`, user, 'AA\0'])
        expect(await call(name, inputs(name, wrong))).toMatchObject({
          code: expect.stringMatching(/^invalid_(link|input)$/),
        })
      for (const purpose of Object.keys(uses).filter((other) => other !== name))
        expect(await call(purpose, inputs(purpose, token))).toMatchObject({ code: 'invalid_link' })
      clock = 25 * 60 * 60_000
      expect(await call(name, inputs(name, token))).toMatchObject({ code: 'invalid_link' })
      clock = 0
      expect(await call(name, inputs(name, token))).toMatchObject({ ok: true })
    },
  )

  it.each(['auth.resetPassword', 'auth.signInWithLink'] as const)(
    'P16: %s is refused after a change of the password',
    async (name) => {
      const { email, token, link } = await signUp()
      await call(`auth.${uses[name]}`, { email })
      const sent = await mail.next(email, /Reset|Sign in/)
      const input = { currentPassword: 'Test123!', newPassword: 'another good one' }
      expect(await call('auth.changePassword', input, token)).toMatchObject({ ok: true })

      expect(await call(name, inputs(name, sent.token))).toMatchObject({ code: 'invalid_link' })
      expect(await call('auth.verifyEmail', { token: link })).toMatchObject({ ok: true })
    },
  )

  it('P17: is stored as a hash only, and nothing of it in the outbox', async () => {
    mail.receive(() => 'defer')
    const email = newEmail()
    await server.signUp(email)
    const db = await server.database()
    const rows = JSON.stringify([await db.select().from(emailTokens), await db.select().from(outbox)])
    mail.receive(() => 'accept')
    clock = 60_000
    const { token } = await mail.next(email)
    clock = 0

    const [, secret = ''] = token.split('.')
    for (let at = 0; at + 8 <= secret.length; at++) expect(rows).not.toContain(secret.slice(at, at + 8))
  })
})

describe('deleting the account', () => {
  it('removes its links, mails and reserved addresses', async () => {
    const { email, token, id } = await signUp()
    const next = newEmail()
    await call('auth.changeEmail', { email: next, password: 'Test123!' }, token)
    await call('auth.confirmEmail', { token: (await mail.next(next, /Confirm/)).token })
    expect(await call('auth.deleteMe', { password: 'Test123!' }, token)).toMatchObject({ ok: true })

    const db = await server.database()
    const left = [
      await db.select().from(emails).where(eq(emails.email, email)),
      await db.select().from(emailTokens).where(eq(emailTokens.userId, id)),
      await db.select().from(sessions).where(eq(sessions.userId, id)),
    ]
    expect(left).toEqual([[], [], []])
  })
})

async function expectEmptyOutbox(): Promise<void> {
  const db = await server.database()
  await expect.poll(() => db.select().from(outbox), { timeout: 5000 }).toEqual([])
}
