import { randomUUID } from 'node:crypto'
import { emails, users } from '@taskpact/db'
import type { Calls } from '@taskpact/testing'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type IssuerServer, startIssuerServer, type TokenKind } from './issuer-server.js'
import type { Claims } from './token-forging.js'

let server: IssuerServer
let jwks: TokenKind
let call: Calls['call']
const now = Math.floor(Date.now() / 1000)
beforeAll(async () => {
  server = await startIssuerServer()
  jwks = server.kinds.find(({ name }) => name === 'jwks') as TokenKind
  call = server.by('in-process').call
})
afterAll(() => server?.close())

const newSubject = () => randomUUID().replaceAll('-', '')
const newEmail = () => `${newSubject()}@example.org`
const verified = (email: string) => ({ email, email_verified: true })

/** Uses tokens with these claims, one after the other. Returns the user after the last one. */
async function useTokens(sub: string, ...tokens: readonly Claims[]): Promise<unknown> {
  let outcome: unknown
  for (const claims of tokens) outcome = await call('auth.me', {}, jwks.tokenWith({ sub, ...claims }))
  return outcome
}

describe('the name and the e-mail address of a user of an external issuer', () => {
  it('are those of the newest token, in whatever order tokens arrive', async () => {
    const [old, later] = [newEmail(), newEmail()]
    const first = { iat: now - 20, name: 'Ada', ...verified(old) }
    const second = { iat: now - 10, name: 'Ada Lovelace', ...verified(later) }
    const newest = { name: 'Ada Lovelace', email: later }

    const inOrder = newSubject()
    expect(await useTokens(inOrder, first)).toMatchObject({ value: { name: 'Ada', email: old } })
    await useTokens(inOrder, second)
    expect(await useTokens(inOrder, first)).toMatchObject({ value: newest })

    const sub = newSubject()
    const [otherOld, otherLater] = [newEmail(), newEmail()]
    await useTokens(sub, { ...second, ...verified(otherLater) }, { ...first, ...verified(otherOld) })
    expect(await useTokens(sub, { iat: now })).toMatchObject({ value: { ...newest, email: otherLater } })
  })

  it('stay if a token does not name them, or has no time', async () => {
    const sub = newSubject()
    const email = newEmail()
    await useTokens(sub, { iat: now - 20, name: 'Ada', ...verified(email) })

    for (const claims of [
      { iat: now - 10 },
      { iat: undefined, name: 'Eve', ...verified(newEmail()) },
      { iat: now - 5, name: 7 },
    ])
      await useTokens(sub, claims)

    expect(await useTokens(sub, { iat: now })).toMatchObject({ value: { name: 'Ada', email } })
  })

  it('keep the name that the user chose here until the issuer has another one', async () => {
    const sub = newSubject()
    await useTokens(sub, { iat: now - 30, name: 'Ada' })
    await call('auth.updateMe', { name: 'The Countess' }, jwks.tokenWith({ sub }))

    expect(await useTokens(sub, { iat: now - 20, name: 'Ada', ...verified(newEmail()) }, {})).toMatchObject({
      value: { name: 'The Countess' },
    })
    expect(await useTokens(sub, { iat: now - 10, name: 'Ada King' }, {})).toMatchObject({ value: { name: 'Ada King' } })
  })

  it('do not change with a token that acts for a local user', async () => {
    const ada = await server.signUp()
    const shared = server.kinds.find(({ name }) => name === 'shared') as TokenKind
    const token = shared.tokenWith({ sub: ada.id, iat: now + 30, name: 'Eve', ...verified(newEmail()) })

    expect(await call('auth.me', {}, token)).toMatchObject({ value: { id: ada.id, email: ada.email } })
    expect(await call('auth.me', {}, ada.token)).toMatchObject({ value: { email: ada.email, name: null } })
  })
})

describe('an e-mail address in a token', () => {
  it.each([{ email_verified: false }, { emailVerified: false }, {}])(
    'does not block its owner if it is not verified: %j',
    async (claims) => {
      const email = newEmail()

      expect(await useTokens(newSubject(), { email, ...claims })).toMatchObject({ value: { email: null } })
      expect(await call('auth.signup', { email, password: 'Test123!' })).toMatchObject({ ok: true })
    },
  )

  it('is given up by a newer token that has another one, or no longer proves it', async () => {
    for (const later of [verified(newEmail()), { email: newEmail() }, { email_verified: false }]) {
      const [sub, email] = [newSubject(), newEmail()]
      await useTokens(sub, { iat: now - 10, ...verified(email) })
      expect(await call('auth.signup', { email, password: 'Test123!' })).toMatchObject({ code: 'email_taken' })

      await useTokens(sub, { iat: now, email, ...later })

      expect(await call('auth.signup', { email, password: 'Test123!' })).toMatchObject({ ok: true })
    }
  })

  it('is not taken from another account, neither at first nor later', async () => {
    const ada = await server.signUp()
    const grace = { sub: newSubject(), email: newEmail() }
    await useTokens(grace.sub, verified(grace.email))

    for (const email of [ada.email, grace.email]) {
      const [sub, own] = [newSubject(), newEmail()]
      expect(await useTokens(sub, { iat: now - 20, ...verified(email) })).toMatchObject({ value: { email: null } })
      expect(await useTokens(sub, { iat: now - 10, ...verified(own) }, {})).toMatchObject({ value: { email: own } })
      expect(await useTokens(sub, { iat: now, ...verified(email) }, {})).toMatchObject({ value: { email: null } })
    }
    expect(await call('auth.me', {}, ada.token)).toMatchObject({ value: { email: ada.email } })
    expect(await useTokens(grace.sub, {})).toMatchObject({ value: { email: grace.email } })
  })

  it('of a user from a release that stored every address gives way to a sign-up or a proof', async () => {
    const db = await server.database()
    const addresses = [newEmail(), newEmail(), newEmail()]
    const [signedUp, proved, own] = addresses as [string, string, string]
    const ids = addresses.map(() => newSubject()) as [string, string, string]
    await db
      .insert(users)
      .values(
        ids.map((id, n) => ({ id, email: addresses[n] as string, name: 'Ada', createdAt: '2026-01-01T00:00:00.000Z' })),
      )
    // On Citus, where no trigger does it. That release was never distributed.
    await db
      .insert(emails)
      .values(ids.map((owner, n) => ({ owner, email: addresses[n] as string })))
      .onConflictDoNothing()
    const sub = newSubject()

    expect(await call('auth.signup', { email: signedUp, password: 'Test123!' })).toMatchObject({ ok: true })
    expect(await useTokens(sub, verified(proved))).toMatchObject({ value: { email: proved } })
    expect(await useTokens(ids[2], { name: 'Ada King', ...verified(own) }, {})).toMatchObject({
      value: { email: own, name: 'Ada King' },
    })
    expect(await useTokens(ids[1], {}, {})).toMatchObject({ value: { email: null, name: 'Ada' } })
    expect(await db.select().from(users).where(eq(users.id, ids[0]))).toMatchObject([{ email: null }])
    expect(await call('auth.signup', { email: own, password: 'Test123!' })).toMatchObject({ code: 'email_taken' })
  })
})
