import type { PasskeyChallenge } from '@taskpact/contract'
import { passkeys, usedTickets } from '@taskpact/db'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import { createAuthenticator, type Outcome, startTestServer, type TestServer, testPassword } from '@taskpact/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addPasskey, beginRegistration, signInWith } from './passkey-calls.js'

let database: TestDatabase
let server: TestServer
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer({ database })
})
afterAll(async () => {
  await server?.close()
  await database?.drop()
})

const times = <T>(count: number, work: () => Promise<T>) => Promise.all(Array.from({ length: count }, work))
const codesOf = (outcomes: readonly Outcome[]) =>
  outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.code)).sort((a, b) => Number(b === 'ok') - Number(a === 'ok'))

it.each([true, false])('W2: a ticket signs in once of 20 requests at once, with a counter: %s', async (hasCounter) => {
  const user = await server.signUp()
  const { authenticator } = await addPasskey(user, createAuthenticator({ hasCounter }))
  const calls = server.by('rest')
  const { ticket, options } = await calls.value<PasskeyChallenge>('auth.passkeys.beginSignIn')
  const input = { ticket, response: authenticator.get(options) }
  const codes = codesOf(await times(20, () => calls.call('auth.passkeys.signIn', input)))

  expect(codes.filter((code) => code === 'ok')).toHaveLength(1)
  expect(codes.slice(1).filter((code) => code !== 'invalid_ticket' && code !== 'invalid_credentials')).toEqual([])
})

it('W2: a ticket adds a passkey once of 20 requests at once', async () => {
  const user = await server.signUp()
  const { ticket, options } = await beginRegistration(user)
  const input = { ticket, response: createAuthenticator().create(options), name: 'Phone' }
  const codes = codesOf(await times(20, () => user.call('auth.passkeys.register', input)))

  expect(codes).toEqual(['ok', ...Array.from({ length: 19 }, () => 'invalid_ticket')])
})

it('W4: of two responses with the same counter, one signs in', async () => {
  for (let n = 0; n < 10; n++) {
    const { authenticator } = await addPasskey(await server.signUp())
    const outcomes = await times(2, () => signInWith(server, authenticator, { counter: 100 }))

    expect(codesOf(outcomes)).toEqual(['ok', 'invalid_credentials'])
  }
})

it('W7: signing in and deleting the account at once leave no row', async () => {
  const db = await server.database()
  const seen = new Set<string>()
  for (let n = 0; n < 20; n++) {
    const user = await server.signUp()
    const { authenticator } = await addPasskey(user)
    const { ticket, options } = await beginRegistration(user)
    const added = { ticket, response: createAuthenticator().create(options), name: 'Laptop' }
    const [signedIn, registered, deleted] = await Promise.all([
      signInWith(server, authenticator),
      user.call('auth.passkeys.register', added),
      user.call('auth.deleteMe', { password: testPassword }),
    ])

    for (const code of codesOf([signedIn, registered])) seen.add(code)
    expect(deleted).toMatchObject({ ok: true })
    expect(await db.select().from(passkeys).where(eq(passkeys.userId, user.id))).toEqual([])
    expect(await db.select().from(usedTickets).where(eq(usedTickets.userId, user.id))).toEqual([])
  }
  expect([...seen].filter((code) => !['ok', 'invalid_credentials', 'invalid_token'].includes(code))).toEqual([])
})

it('W2: a request of a session that another instance has ended adds no passkey', async () => {
  const other = await startTestServer({ database })
  try {
    const user = await server.signUp()
    const { ticket, options } = await beginRegistration(user)
    const { token } = await server.by('rest').value<{ token: string }>('auth.signin', {
      email: user.email,
      password: testPassword,
    })
    await other.by('rest').value('auth.sessions.revokeOthers', {}, token)

    // Its status is cached for some seconds, so the request itself is accepted.
    expect(await user.call('auth.me')).toMatchObject({ ok: true })
    const input = { ticket, response: createAuthenticator().create(options), name: 'Phone' }
    expect(await user.call('auth.passkeys.register', input)).toMatchObject({ code: 'invalid_token' })
  } finally {
    await other.close()
  }
})
