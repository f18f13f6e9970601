import type { AccountExport, PasskeyChallenge, PasskeyPage, PasskeyRegistration, Problem } from '@taskpact/contract'
import { passkeyLimits } from '@taskpact/contract'
import { passkeys, usedTickets, users } from '@taskpact/db'
import {
  createAuthenticator,
  type Forgery,
  json,
  startMailServer,
  startTestServer,
  type TestMailServer,
  type TestServer,
  testPassword,
  type User,
} from '@taskpact/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addPasskey, beginRegistration, kindsOf, page, signedIn, signInWith } from './passkey-calls.js'

let mail: TestMailServer
let server: TestServer
let ada: User
let ahead = 0
const statements: string[] = []
beforeAll(async () => {
  mail = await startMailServer()
  server = await startTestServer({
    env: { ...mail.env, APP_URL: page },
    now: () => new Date(Date.now() + ahead),
    onQuery(statement) {
      if (!/"(mails|email_tokens)"/.test(statement)) statements.push(statement) // the mail job runs beside
    },
  })
})
afterAll(async () => {
  await server?.close()
  await mail?.close()
})
beforeEach(async () => {
  ahead = 0
  ada = await server.signUp()
})

const listed = async (user = ada) => (await user.value<PasskeyPage>('auth.passkeys.list')).items
const rowsOf = async ({ id }: User) => (await server.database()).select().from(passkeys).where(eq(passkeys.userId, id))

/** Responses that must not verify. */
const forgeries: readonly [string, Forgery][] = [
  ['of another origin', { origin: 'https://evil.example' }],
  ['of another origin with the same ending', { origin: 'http://notlocalhost:5173' }],
  ['of an origin that may send requests, but has another domain', { origin: 'http://127.0.0.1:5173' }],
  ['for another domain', { rpId: 'evil.example' }],
  ['to another challenge', { challenge: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
  ['without user verification', { isUserVerified: false }],
  ['of a page within a page of another origin', { crossOrigin: true }],
  ['of another type', { type: 'payment.get' }],
]

describe('adding a passkey', () => {
  it('returns it, lists it, records it and mails the user', async () => {
    const { passkey, authenticator } = await addPasskey(ada)

    expect(passkey).toEqual({
      id: expect.any(String),
      name: 'Phone',
      isBackedUp: false,
      createdAt: expect.any(String),
      lastUsedAt: null,
    })
    expect(await listed()).toEqual([passkey])
    expect(await rowsOf(ada)).toMatchObject([{ credentialId: authenticator.credentialId, transports: ['internal'] }])
    expect((await kindsOf(ada))[0]).toBe('passkey_added')
    expect((await mail.next(ada.email, /Passkey added/)).text).toContain('Phone')
  })

  it('marks one that is synchronized', async () => {
    const { passkey } = await addPasskey(ada, createAuthenticator({ hasCounter: false }))

    expect(passkey.isBackedUp).toBe(true)
  })

  it('offers no device that has a passkey of the user', async () => {
    const { authenticator } = await addPasskey(ada)
    const { options } = await beginRegistration(ada)

    expect(options).toMatchObject({
      rp: { id: 'localhost', name: 'Taskpact' },
      user: { id: Buffer.from(ada.id).toString('base64url'), name: ada.email },
      excludeCredentials: [{ id: authenticator.credentialId, type: 'public-key', transports: ['internal'] }],
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      attestation: 'none',
    })
  })

  it('W3: requires the password, so that a stolen session cannot add one', async () => {
    expect(await ada.call('auth.passkeys.beginRegistration')).toMatchObject({
      code: 'invalid_input',
      fields: ['body/password'],
    })
    expect(await ada.call('auth.passkeys.beginRegistration', { password: 'not it, not it' })).toMatchObject({
      code: 'wrong_password',
      fields: ['body/password'],
    })
    expect((await kindsOf(ada))[0]).toBe('passkey_change_failed')
  })

  it('requires a session: a token of an external issuer or a script is refused', async () => {
    const token = await ada.value<{ token: string }>('auth.tokens.create', {
      name: 'Script',
      scopes: ['account:read'],
      password: testPassword,
    })
    const outcome = await server.by('rest').call('auth.passkeys.list', {}, token.token)

    expect(outcome).toMatchObject({ code: 'insufficient_scope' })
  })

  it.each(forgeries)('W1: refuses a response %s', async (_case, forgery) => {
    const { ticket, options } = await beginRegistration(ada)
    const response = createAuthenticator().create(options, forgery)

    expect(await ada.call('auth.passkeys.register', { ticket, response, name: 'Phone' })).toMatchObject({
      code: 'invalid_input',
      fields: ['body/response'],
    })
    expect(await rowsOf(ada)).toEqual([])
  })

  it('W6: refuses an attestation with certificates before it verifies them', async () => {
    const { ticket, options } = await beginRegistration(ada)
    const statement = new Map<string, unknown>([
      ['alg', -7],
      ['sig', new Uint8Array(70)],
      ['x5c', [new Uint8Array(100)]],
    ])
    const response = createAuthenticator().create(options, { attestation: ['packed', statement] })

    expect(await ada.call('auth.passkeys.register', { ticket, response, name: 'Phone' })).toMatchObject({
      fields: ['body/response'],
    })
  })

  it.each([
    ['no CBOR', { attestationObject: 'AAAA' }],
    ['a map without data', { attestationObject: 'oA' }],
    ['client data that is not JSON', { clientDataJSON: 'AAAA' }],
    ['client data that is null', { clientDataJSON: Buffer.from('null').toString('base64url') }],
    ['client data without an origin', { clientDataJSON: Buffer.from('{}').toString('base64url') }],
  ])('refuses %s', async (_case, part) => {
    const { ticket, options } = await beginRegistration(ada)
    const honest = createAuthenticator().create(options)
    const response = { ...honest, response: { ...honest.response, ...part } }

    expect(await ada.call('auth.passkeys.register', { ticket, response, name: 'Phone' })).toMatchObject({
      code: 'invalid_input',
      fields: ['body/response'],
    })
  })

  it('W2: refuses a ticket of another user, another session or another purpose, and one that was used or is old', async () => {
    const other = await server.signUp()
    const sameUser = await server.signIn(ada.email)
    const authenticator = createAuthenticator()
    const { ticket, options } = await beginRegistration(ada)
    const input = { ticket, response: authenticator.create(options), name: 'Phone' }
    const signIn = await server.by('rest').value<PasskeyChallenge>('auth.passkeys.beginSignIn')
    const refused = { code: 'invalid_ticket' }

    expect(await other.call('auth.passkeys.register', input)).toMatchObject(refused)
    expect(await sameUser.call('auth.passkeys.register', input)).toMatchObject(refused)
    expect(await ada.call('auth.passkeys.register', { ...input, ticket: signIn.ticket })).toMatchObject(refused)
    expect(await ada.call('auth.passkeys.register', { ...input, ticket: `${ticket}x` })).toMatchObject(refused)
    expect(await ada.call('auth.passkeys.register', input)).toMatchObject({ ok: true })
    expect(await ada.call('auth.passkeys.register', input)).toMatchObject(refused)

    const late = await beginRegistration(ada)
    ahead = passkeyLimits.ticketLifetime * 1000
    const response = createAuthenticator().create(late.options)
    expect(await ada.call('auth.passkeys.register', { ...input, ticket: late.ticket, response })).toMatchObject(refused)
  })

  it('refuses a passkey that the user has', async () => {
    const { authenticator } = await addPasskey(ada)
    const { ticket, options } = await beginRegistration(ada)
    const input = { ticket, response: authenticator.create(options), name: 'Again' }

    expect(await ada.call('auth.passkeys.register', input)).toMatchObject({ code: 'conflict' })
  })

  it(`stops at ${passkeyLimits.perUser} passkeys`, async () => {
    for (let n = 1; n < passkeyLimits.perUser; n++) await addPasskey(ada)
    const begun = await Promise.all([beginRegistration(ada), beginRegistration(ada)])
    const outcomes = await Promise.all(
      begun.map(({ ticket, options }) =>
        ada.call('auth.passkeys.register', { ticket, response: createAuthenticator().create(options), name: 'Phone' }),
      ),
    )

    expect(outcomes.map(({ ok }) => ok).sort()).toEqual([false, true])
    expect(outcomes.find(({ ok }) => !ok)).toMatchObject({ code: 'quota_exceeded' })
    expect(await ada.call('auth.passkeys.beginRegistration', { password: testPassword })).toMatchObject({
      code: 'quota_exceeded',
    })
  })
})

describe('signing in with a passkey', () => {
  it('starts a confirmed session without an e-mail address, and records the use', async () => {
    const { authenticator } = await addPasskey(ada)
    const { token, user } = signedIn(await signInWith(server, authenticator))

    expect(user.id).toBe(ada.id)
    expect(await listed()).toMatchObject([{ lastUsedAt: expect.any(String) }])
    expect((await kindsOf(ada))[0]).toBe('signed_in')
    const outcome = await server.by('rest').call('auth.passkeys.beginRegistration', {}, token)
    expect(outcome, 'needs no password').toMatchObject({ ok: true })
  })

  it('works again and again, with and without a counter', async () => {
    for (const hasCounter of [true, false]) {
      const { authenticator } = await addPasskey(ada, createAuthenticator({ hasCounter }))
      for (let n = 0; n < 2; n++) expect(await signInWith(server, authenticator)).toMatchObject({ ok: true })
    }
  })

  it('sets the cookies of a session of kind `cookie`', async () => {
    const { authenticator } = await addPasskey(ada)
    const { ticket, options } = await server.by('rest').value<PasskeyChallenge>('auth.passkeys.beginSignIn')
    const body = { ticket, response: authenticator.get(options), session: 'cookie' }
    const response = await server.send('/api/auth/passkeys/sign-in', { method: 'POST', ...json(body) })

    expect(response.status).toBe(200)
    expect(response.body).not.toHaveProperty('refreshToken')
    expect(String(response.headers['set-cookie'])).toContain('HttpOnly')
  })

  it.each([...forgeries, ['with a wrong signature', { hasWrongSignature: true }]] as const)(
    'W1: refuses a response %s',
    async (_case, forgery) => {
      const { authenticator } = await addPasskey(ada)

      expect(await signInWith(server, authenticator, forgery)).toMatchObject({ code: 'invalid_credentials' })
      expect((await kindsOf(ada))[0]).toBe('sign_in_failed')
      expect(await signInWith(server, authenticator)).toMatchObject({ ok: true })
    },
  )

  it('W4: refuses a counter that goes back or stays, and keeps the stored one', async () => {
    const { authenticator } = await addPasskey(ada)
    expect(await signInWith(server, authenticator, { counter: 100 })).toMatchObject({ ok: true })

    for (const counter of [99, 100, 0])
      expect(await signInWith(server, authenticator, { counter })).toMatchObject({ code: 'invalid_credentials' })
    expect((await kindsOf(ada))[0]).toBe('sign_in_failed')
    expect(await rowsOf(ada)).toMatchObject([{ counter: 100 }])
  })

  it('refuses the handle of another user or none, also if the other user has a passkey', async () => {
    const other = await server.signUp()
    await addPasskey(other)
    const { authenticator } = await addPasskey(ada)
    const handle = (id: string) => Buffer.from(id).toString('base64url')

    for (const userHandle of [handle(other.id), handle('\0'), handle('nobody'), undefined])
      expect(await signInWith(server, authenticator, { userHandle })).toMatchObject({ code: 'invalid_credentials' })
  })

  it('W2: refuses a ticket that was used, is old or has another purpose', async () => {
    const { authenticator } = await addPasskey(ada, createAuthenticator({ hasCounter: false }))
    const calls = server.by('rest')
    const { ticket, options } = await calls.value<PasskeyChallenge>('auth.passkeys.beginSignIn')
    const input = { ticket, response: authenticator.get(options) }
    const stepUp = await ada.value<PasskeyChallenge>('auth.passkeys.beginStepUp')

    expect(await calls.call('auth.passkeys.signIn', input)).toMatchObject({ ok: true })
    expect(await calls.call('auth.passkeys.signIn', input)).toMatchObject({ code: 'invalid_ticket' })
    const stolen = { ticket: stepUp.ticket, response: authenticator.get(stepUp.options) }
    expect(await calls.call('auth.passkeys.signIn', stolen)).toMatchObject({ code: 'invalid_ticket' })
    const late = await calls.value<PasskeyChallenge>('auth.passkeys.beginSignIn')
    ahead = passkeyLimits.ticketLifetime * 1000
    const response = authenticator.get(late.options)
    expect(await calls.call('auth.passkeys.signIn', { ticket: late.ticket, response })).toMatchObject({
      code: 'invalid_ticket',
    })
  })

  it('begins without a statement', async () => {
    const before = statements.length
    await server.by('rest').value('auth.passkeys.beginSignIn')

    expect(statements.slice(before)).toEqual([])
  })

  it('W5: reveals no user: the response and the statements are the same for a user without the passkey and for none', async () => {
    const failure = async (userHandle: string) => {
      const { body } = await server.send('/api/auth/passkeys/begin-sign-in', { method: 'POST' })
      const { ticket, options } = body as PasskeyChallenge
      const stranger = createAuthenticator()
      const response = stranger.get(options, { userHandle: Buffer.from(userHandle).toString('base64url') })
      const before = statements.length
      const request = { method: 'POST', ...json({ ticket, response }) }
      const { requestId: _, ...problem } = (await server.send('/api/auth/passkeys/sign-in', request)).body as Problem
      const sent = statements.slice(before)
      return { problem, statements: sent }
    }
    await failure('nobody') // creates the row of the unknown user
    const [known, unknown] = [await failure(ada.id), await failure('nobody')]

    expect(known).toEqual(unknown)
    expect(known.problem).toMatchObject({ code: 'invalid_credentials' })
  })

  it('fails after the passkey was removed, on every device', async () => {
    const { authenticator, passkey } = await addPasskey(ada)
    const input = { passkeyId: passkey.id, password: testPassword }
    expect(await ada.call('auth.passkeys.remove', input)).toMatchObject({ ok: true })

    expect(await signInWith(server, authenticator)).toMatchObject({ code: 'invalid_credentials' })
  })

  it('fails with email_not_verified if the server requires a verified address', async () => {
    const strict = await startTestServer({ env: { ...mail.env, APP_URL: page, REQUIRE_VERIFIED_EMAIL: 'true' } })
    try {
      const email = 'strict@example.com'
      const calls = strict.by('rest')
      await calls.call('auth.signup', { email, password: testPassword })
      await calls.value('auth.verifyEmail', { token: (await mail.next(email, /Verify/)).token })
      const user = await strict.signIn(email)
      const { authenticator } = await addPasskey(user)
      expect(await signInWith(strict, authenticator)).toMatchObject({ ok: true })

      const database = await strict.database()
      await database.execute(`update users set email_verified_at = null where id = '${user.id}'`)
      expect(await signInWith(strict, authenticator)).toMatchObject({ code: 'email_not_verified' })
      const forged = await signInWith(strict, authenticator, { hasWrongSignature: true })
      expect(forged, 'says so only to the owner').toMatchObject({ code: 'invalid_credentials' })
    } finally {
      await strict.close()
    }
  })
})

describe('confirming a session with a passkey', () => {
  const begin = (user: User) => user.value<PasskeyChallenge>('auth.passkeys.beginStepUp')

  it('replaces the password for 10 minutes', async () => {
    const { authenticator } = await addPasskey(ada)
    const session = await server.signIn(ada.email)
    expect(await session.call('auth.passkeys.beginRegistration')).toMatchObject({ code: 'invalid_input' })
    const { ticket, options } = await begin(session)
    const input = { ticket, response: authenticator.get(options) }

    expect(options.allowCredentials).toMatchObject([{ id: authenticator.credentialId }])
    expect(await session.call('auth.passkeys.stepUp', input)).toMatchObject({ ok: true })
    expect(await session.call('auth.passkeys.beginRegistration')).toMatchObject({ ok: true })
    expect((await kindsOf(ada))[0]).toBe('stepped_up')
    expect(await session.call('auth.passkeys.stepUp', input)).toMatchObject({ ok: false })
    ahead = 10 * 60_000 + 1
    expect(await session.call('auth.passkeys.beginRegistration')).toMatchObject({ code: 'invalid_input' })
  })

  it('confirms no other session, and takes no ticket of another session or user', async () => {
    const { authenticator } = await addPasskey(ada)
    const [session, other, stranger] = [
      await server.signIn(ada.email),
      await server.signIn(ada.email),
      await server.signUp(),
    ]
    const { ticket, options } = await begin(session)
    const input = { ticket, response: authenticator.get(options) }

    expect(await other.call('auth.passkeys.stepUp', input)).toMatchObject({ code: 'invalid_ticket' })
    expect(await stranger.call('auth.passkeys.stepUp', input)).toMatchObject({ code: 'invalid_ticket' })
    expect(await session.call('auth.passkeys.stepUp', input)).toMatchObject({ ok: true })
    expect(await other.call('auth.passkeys.beginRegistration')).toMatchObject({ code: 'invalid_input' })
  })

  it('refuses a passkey of another user', async () => {
    await addPasskey(ada)
    const stranger = await addPasskey(await server.signUp())
    const { ticket, options } = await begin(ada)

    for (const forgery of [{}, { userHandle: Buffer.from(ada.id).toString('base64url') }, { userHandle: undefined }])
      expect(
        await ada.call('auth.passkeys.stepUp', { ticket, response: stranger.authenticator.get(options, forgery) }),
      ).toMatchObject({ code: 'invalid_input', fields: ['body/response'] })
    expect((await kindsOf(ada))[0]).toBe('step_up_failed')
  })

  it.each([...forgeries, ['with a wrong signature', { hasWrongSignature: true }]] as const)(
    'W1: refuses a response %s',
    async (_case, forgery) => {
      const { authenticator } = await addPasskey(ada)
      const { ticket, options } = await begin(ada)

      expect(
        await ada.call('auth.passkeys.stepUp', { ticket, response: authenticator.get(options, forgery) }),
      ).toMatchObject({ code: 'invalid_input', fields: ['body/response'] })
    },
  )

  it('fails with not_found without a passkey', async () => {
    expect(await ada.call('auth.passkeys.beginStepUp')).toMatchObject({ code: 'not_found' })
  })
})

describe('changing passkeys', () => {
  it('renames one, and records it', async () => {
    const { passkey } = await addPasskey(ada)
    const renamed = await ada.value('auth.passkeys.rename', { passkeyId: passkey.id, name: ' Laptop ' })

    expect(renamed).toEqual({ ...passkey, name: 'Laptop' })
    expect(await listed()).toEqual([renamed])
    expect((await kindsOf(ada))[0]).toBe('passkey_renamed')
  })

  it('W3: removes one with the password only, records it and mails the user', async () => {
    const { passkey } = await addPasskey(ada)
    const passkeyId = passkey.id

    expect(await ada.call('auth.passkeys.remove', { passkeyId })).toMatchObject({ fields: ['body/password'] })
    expect(await ada.call('auth.passkeys.remove', { passkeyId, password: testPassword })).toMatchObject({ ok: true })
    expect(await listed()).toEqual([])
    expect((await kindsOf(ada)).slice(0, 1)).toEqual(['passkey_removed'])
    expect((await mail.next(ada.email, /Passkey removed/)).text).toContain('Phone')
  })

  it('I6: does not remove the last way to sign in', async () => {
    const first = (await addPasskey(ada)).passkey
    const second = (await addPasskey(ada)).passkey
    const db = await server.database()
    await db.update(users).set({ passwordHash: null }).where(eq(users.id, ada.id))
    const remove = ({ id: passkeyId }: { readonly id: string }) => ada.call('auth.passkeys.remove', { passkeyId })

    expect(await remove(first)).toMatchObject({ ok: true })
    expect(await remove(second)).toMatchObject({ code: 'conflict' })
    expect(await listed()).toMatchObject([{ id: second.id }])
    await db.update(users).set({ emailVerifiedAt: new Date().toISOString() }).where(eq(users.id, ada.id))
    expect(await remove(second)).toMatchObject({ ok: true }) // the server sends links to sign in
  })

  it('fails with not_found for those of others', async () => {
    const { passkey } = await addPasskey(await server.signUp())
    const passkeyId = passkey.id

    expect(await ada.call('auth.passkeys.rename', { passkeyId, name: 'Mine' })).toMatchObject({ code: 'not_found' })
    expect(await ada.call('auth.passkeys.remove', { passkeyId, password: testPassword })).toMatchObject({
      code: 'not_found',
    })
  })

  it('lists them in pages, newest first', async () => {
    const added = [await addPasskey(ada), await addPasskey(ada), await addPasskey(ada)].map(({ passkey }) => passkey.id)
    const first = await ada.value<PasskeyPage>('auth.passkeys.list', { limit: 2 })
    const second = await ada.value<PasskeyPage>('auth.passkeys.list', { limit: 2, cursor: first.nextCursor })

    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(added.reverse())
    expect(second.nextCursor).toBeNull()
  })
})

describe('the data of passkeys', () => {
  it('W7: is in the account export without keys', async () => {
    const { passkey } = await addPasskey(ada)
    const exported = await ada.value<AccountExport>('auth.exportMe')

    expect(exported.passkeys).toEqual([passkey])
  })

  it('W7: is deleted with the account', async () => {
    await addPasskey(ada)
    const database = await server.database()
    const tickets = () => database.select().from(usedTickets).where(eq(usedTickets.userId, ada.id))
    expect(await tickets()).toHaveLength(1)
    await ada.value('auth.deleteMe', { password: testPassword })

    expect(await rowsOf(ada)).toEqual([])
    expect(await tickets()).toEqual([])
  })
})

it('fails with not_configured on a server without a domain', async () => {
  const bare = await startTestServer({ env: { APP_URL: 'http://127.0.0.1:5173' } })
  try {
    const user = await bare.signUp()
    const response = createAuthenticator().get(
      { challenge: 'AAAA', rpId: 'localhost' } as PasskeyChallenge['options'],
      {
        userHandle: 'AAAA',
      },
    )
    const registration = { user: { id: 'AAAA' }, rp: { id: 'x' }, challenge: 'A' } as PasskeyRegistration['options']
    const created = createAuthenticator().create(registration)
    const refused = { code: 'not_configured' }

    expect(await user.call('auth.passkeys.beginSignIn')).toMatchObject(refused)
    expect(await user.call('auth.passkeys.signIn', { ticket: 'x', response })).toMatchObject(refused)
    expect(await user.call('auth.passkeys.beginRegistration', { password: testPassword })).toMatchObject(refused)
    const input = { ticket: 'x', response: created, name: 'Phone' }
    expect(await user.call('auth.passkeys.register', input)).toMatchObject(refused)
    expect(await user.call('auth.passkeys.beginStepUp')).toMatchObject(refused)
    expect(await user.call('auth.passkeys.stepUp', { ticket: 'x', response })).toMatchObject(refused)
    expect(await user.call('auth.passkeys.list')).toMatchObject({ ok: true })
  } finally {
    await bare.close()
  }
})
