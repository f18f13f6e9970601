import { emails, users } from '@taskpact/db'
import { json, startMailServer, type TestMailServer, testPassword } from '@taskpact/testing'
import { eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newProviderUser } from '../support/identity-provider.js'
import {
  as,
  authorize,
  authorizeLink,
  type Begun,
  type IdentityServer,
  type SignedInUser,
  signInWith,
  startIdentityServer,
} from './identity-calls.js'

interface Identity {
  readonly id: string
  readonly provider: string
  readonly email: string | null
}

let server: IdentityServer
let mail: TestMailServer
let clock = Date.now()
beforeAll(async () => {
  mail = await startMailServer()
  server = await startIdentityServer({ now: () => new Date(clock), env: { ...mail.env } })
})
afterAll(async () => {
  await server?.close()
  await mail?.close()
})
beforeEach(() => {
  clock = Date.now()
  server.provider.user = newProviderUser()
})
afterEach(() => {
  server.provider.tampering = {}
})

const call = (name: string, input: object) => server.by('in-process').call(name, { ...input })
const signIn = (input: object) => call('auth.identities.signIn', input)
const signedIn = async (provider?: string) => {
  const outcome = await signInWith(server, provider)
  if (!outcome.ok) throw new Error(`The sign-in failed: ${outcome.code}`)
  return outcome.value as SignedInUser
}
const identitiesOf = async (user: SignedInUser) =>
  (await as(server, user).value<{ items: Identity[] }>('auth.identities.list')).items

describe.each(['openid', 'oauth'])('a sign-in with an identity provider: %s', (provider) => {
  it('I4: creates an account with a verified address, and finds it again', async () => {
    const { email, name } = server.provider.user

    const first = await signedIn(provider)
    const again = await signedIn(provider)

    expect(first.user).toMatchObject({ email, emailVerified: true, name })
    expect(again.user.id).toBe(first.user.id)
    expect(await identitiesOf(again)).toMatchObject([{ provider, email }])
  })

  it('I4: creates an account without an address if the provider has not verified it', async () => {
    server.provider.user.email_verified = false

    const { user } = await signedIn(provider)

    expect(user).toMatchObject({ email: null, emailVerified: false })
  })

  it('I4: creates an account without an address that the contract does not accept', async () => {
    server.provider.user.email = 'adä@example.com'

    expect((await signedIn(provider)).user.email).toBeNull()
  })

  it('I3: never links an identity to the account that has its address', async () => {
    const { email } = await server.signUp(server.provider.user.email)

    const outcome = await signInWith(server, provider)

    expect(outcome).toMatchObject({ ok: false, code: 'conflict' })
    expect((await server.signIn(email)).id).toBeDefined()
  })

  it('I2: refuses a code that was used before', async () => {
    const input = await authorize(server, provider)
    await signIn(input)
    server.provider.requests.length = 0

    expect(await signIn(input)).toMatchObject({ code: 'invalid_credentials' })
  })

  it('I7: refuses a ticket that was used before, even if the provider accepts the code again', async () => {
    server.provider.tampering = { isLax: true }
    const input = await authorize(server, provider)
    await signIn(input)

    expect(await signIn(input)).toMatchObject({ code: 'invalid_ticket' })
  })

  it('I2: refuses the response to another request', async () => {
    const one = await authorize(server, provider)
    const other = await authorize(server, provider)

    expect(await signIn({ ticket: one.ticket, url: other.url })).toMatchObject({ code: 'invalid_credentials' })
  })

  it('I1: refuses a response whose code was requested with another PKCE challenge', async () => {
    const one = await authorize(server, provider)
    const other = await authorize(server, provider)
    const url = new URL(one.url)
    url.searchParams.set('code', new URL(other.url).searchParams.get('code') ?? '')

    expect(await signIn({ ticket: one.ticket, url: url.href })).toMatchObject({ code: 'invalid_credentials' })
  })

  it('I2: refuses a URL that is not the redirect URI, and a repeated parameter', async () => {
    const { ticket, url } = await authorize(server, provider)
    const { search } = new URL(url)

    for (const other of [`https://attacker.example/sign-in/${provider}${search}`, `${url}&code=other`])
      expect(await signIn({ ticket, url: other })).toMatchObject({ code: 'invalid_credentials' })
  })

  it('I8: fails with the error code of the provider, and without its text', async () => {
    const { ticket, url } = await authorize(server, provider)
    const { searchParams, origin, pathname } = new URL(url)
    const respond = async (error: string) => {
      const query = new URLSearchParams({ error, error_description: 'canary', state: searchParams.get('state') ?? '' })
      if (provider === 'openid') query.set('iss', server.provider.issuer)
      const body = json({ ticket, url: `${origin}${pathname}?${query}` })
      return (await server.send('/api/auth/identities/sign-in', { method: 'POST', ...body })).body
    }

    const denied = await respond('access_denied')
    const strange = await respond('<b>canary</b>')

    expect(denied).toMatchObject({ code: 'invalid_credentials', detail: expect.stringContaining(': access_denied.') })
    expect(strange).toMatchObject({ code: 'invalid_credentials' })
    expect(JSON.stringify([denied, strange])).not.toContain('canary')
  })

  it('I8: fails with unavailable while the provider fails, and succeeds afterwards', async () => {
    const input = await authorize(server, provider)
    server.provider.tampering = { status: 500 }

    expect(await signIn(input)).toMatchObject({ code: 'unavailable' })
    server.provider.tampering = {}
    expect(await signIn(input)).toMatchObject({ ok: true })
  })
})

describe('a sign-in with an OpenID provider', () => {
  it('I1: requests S256, a state and a nonce, and no secret is in the URL or the ticket', async () => {
    const begun = (await call('auth.identities.beginSignIn', { provider: 'openid' })) as unknown as { value: Begun }
    const { searchParams, href } = new URL(begun.value.url)

    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'tasks',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      redirect_uri: 'https://app.example.com/sign-in/openid',
      scope: 'openid email profile',
    })
    const content = Buffer.from(begun.value.ticket.split('.')[0] ?? '', 'base64url').toString()
    expect(`${content} ${href}`).not.toMatch(/verifier|provider-canary/)
  })

  it.each([
    ['another nonce', { claims: { nonce: 'other' } }],
    ['another issuer', { claims: { iss: 'https://other.example' } }],
    ['another audience', { claims: { aud: 'other' } }],
    ['an expired ID token', { claims: { iat: 1_000_000, exp: 1_000_300 } }],
    ['the signature of another key', { forges: true }],
    ['another iss parameter', { redirect: { iss: 'https://other.example' } }],
    ['no iss parameter', { redirect: { iss: '' } }],
    ['another state', { redirect: { state: 'other' } }],
  ])('I2: refuses a response with %s', async (_what, tampering) => {
    server.provider.tampering = tampering
    const input = await authorize(server)

    expect(await signIn(input)).toMatchObject({ code: 'invalid_credentials' })
  })

  it('tolerates clocks that differ by less than a minute', async () => {
    const iat = Math.floor(Date.now() / 1000) - 350
    server.provider.tampering = { claims: { iat, exp: iat + 320 } }

    expect(await signInWith(server)).toMatchObject({ ok: true })
  })

  it('reads the address of the userinfo endpoint if the ID token has none', async () => {
    server.provider.tampering = { hidesEmail: true }
    const { email } = server.provider.user

    expect((await signedIn()).user).toMatchObject({ email, emailVerified: true })
  })

  it('I7: refuses a ticket that has expired, is forged, or is of another purpose', async () => {
    const input = await authorize(server)
    const user = await server.signUp()
    const linking = await authorizeLink(user, { password: testPassword })
    const [content = ''] = input.ticket.split('.')

    expect(await signIn(linking)).toMatchObject({ code: 'invalid_ticket' })
    expect(await user.call('auth.identities.link', { ...input })).toMatchObject({ code: 'invalid_ticket' })
    expect(await signIn({ ...input, ticket: `${content}.${'a'.repeat(43)}` })).toMatchObject({ code: 'invalid_ticket' })
    clock += 10 * 60_000
    expect(await signIn(input)).toMatchObject({ code: 'invalid_ticket' })
  })

  it('sets the cookie of a session', async () => {
    const input = await authorize(server)
    const response = await fetch(`${server.url}/api/auth/identities/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...input, session: 'cookie' }),
    })

    expect(response.headers.get('set-cookie')).toMatch(/HttpOnly/)
    expect(await response.json()).not.toHaveProperty('refreshToken')
  })

  it('lists the providers, and has no others', async () => {
    expect(await call('auth.identities.providers', {})).toMatchObject({
      value: {
        items: [
          { id: 'openid', name: 'Open ID' },
          { id: 'oauth', name: 'OAuth' },
        ],
      },
    })
    expect(await call('auth.identities.beginSignIn', { provider: 'other' })).toMatchObject({ code: 'not_configured' })
  })

  it('keeps the address when it is verified for another sign-up', async () => {
    const { user } = await signedIn()
    const signUp = await call('auth.signup', { email: user.email, password: testPassword })

    expect(signUp).toMatchObject({ code: 'email_taken' })
    expect((await signedIn()).user.email).toBe(user.email)
  })

  it('records the sign-up and the sign-ins', async () => {
    await signedIn()
    const user = await signedIn()
    const { items } = await as(server, user).value<{ items: { kind: string }[] }>('auth.events.list')

    expect(items.map(({ kind }) => kind)).toEqual(['signed_in', 'signed_in', 'signed_up'])
  })
})

describe('an identity', () => {
  it('I5: is linked by its user, who then signs in with it, and announced by a mail', async () => {
    const user = await server.signUp()
    const input = await authorizeLink(user, { password: testPassword })

    const linked = await user.value<Identity>('auth.identities.link', { ...input })

    expect(linked).toMatchObject({ provider: 'openid', email: server.provider.user.email })
    expect((await signedIn()).user.id).toBe(user.id)
    await expect.poll(async () => (await mail.next(user.email)).subject).toBe('Identity provider linked')
  })

  it('I5: is not linked without the password', async () => {
    const user = await server.signUp()
    const begin = (input: object) => user.call('auth.identities.beginLink', { provider: 'openid', ...input })

    expect(await begin({})).toMatchObject({ code: 'invalid_input' })
    expect(await begin({ password: 'not the password' })).toMatchObject({ code: 'wrong_password' })
    const { items } = await user.value<{ items: { kind: string }[] }>('auth.events.list')
    expect(items[0]?.kind).toBe('identity_change_failed')
  })

  it('I5: is not linked by the ticket of another user or session', async () => {
    const user = await server.signUp()
    const other = await server.signUp()
    const input = await authorizeLink(user, { password: testPassword })
    const later = await server.signIn(user.email)

    expect(await other.call('auth.identities.link', { ...input })).toMatchObject({ code: 'invalid_ticket' })
    expect(await later.call('auth.identities.link', { ...input })).toMatchObject({ code: 'invalid_ticket' })
    expect(await user.call('auth.identities.link', { ...input })).toMatchObject({ ok: true })
  })

  it('I5: is not linked to a second user, nor twice to one', async () => {
    const owner = await signedIn()
    const user = await server.signUp()
    const again = await authorizeLink(as(server, owner))
    const other = await authorizeLink(user, { password: testPassword })

    expect(await as(server, owner).call('auth.identities.link', { ...again })).toMatchObject({ code: 'conflict' })
    expect(await user.call('auth.identities.link', { ...other })).toMatchObject({ code: 'conflict' })
    expect((await signedIn()).user.id).toBe(owner.user.id)
  })

  it('is unlinked by its user with the password', async () => {
    const user = await server.signUp()
    const input = await authorizeLink(user, { password: testPassword })
    const { id: identityId } = await user.value<Identity>('auth.identities.link', { ...input })

    expect(await user.call('auth.identities.unlink', { identityId })).toMatchObject({ code: 'invalid_input' })
    expect(await user.call('auth.identities.unlink', { identityId, password: testPassword })).toMatchObject({
      ok: true,
    })
    expect(await user.call('auth.identities.unlink', { identityId, password: testPassword })).toMatchObject({
      code: 'not_found',
    })
    expect((await signedIn()).user.id).not.toBe(user.id)
  })

  it('I6: is not unlinked if it is the last way to sign in', async () => {
    server.provider.user.email_verified = false
    const user = await signedIn()
    const calls = as(server, user)
    const [identity] = await identitiesOf(user)
    const unlink = () => calls.call('auth.identities.unlink', { identityId: identity?.id ?? '' })

    expect(await unlink()).toMatchObject({ code: 'conflict' })
    await calls.value('auth.identities.link', { ...(await authorizeLink(calls, { provider: 'oauth' })) })
    expect(await unlink()).toMatchObject({ ok: true })
  })

  it('is unlinked if links are sent to a verified address', async () => {
    const user = await signedIn()
    const [identity] = await identitiesOf(user)

    expect(await as(server, user).call('auth.identities.unlink', { identityId: identity?.id ?? '' })).toMatchObject({
      ok: true,
    })
  })

  it('cannot be unlinked by another user', async () => {
    const owner = await signedIn()
    const [identity] = await identitiesOf(owner)
    const other = await server.signUp()

    expect(
      await other.call('auth.identities.unlink', { identityId: identity?.id ?? '', password: testPassword }),
    ).toMatchObject({ code: 'not_found' })
  })

  it('is changed long after the sign-in only with a new one, if the account has no password', async () => {
    const user = await signedIn()
    clock += 11 * 60_000

    expect(await as(server, user).call('auth.identities.beginLink', { provider: 'oauth' })).toMatchObject({
      code: 'recent_sign_in_required',
    })
  })

  it('I9: is in the export of the account, and deleted with it', async () => {
    const user = await signedIn()
    const exported = await as(server, user).value<{ identities: Identity[] }>('auth.exportMe')

    expect(exported.identities).toMatchObject([{ provider: 'openid' }])
    expect(await as(server, user).call('auth.deleteMe', {})).toMatchObject({ ok: true })
    expect((await signedIn()).user.id).not.toBe(user.user.id)
  })

  it('creates a new account if the previous release deleted the user, but not the identity', async () => {
    const { user } = await signedIn()
    const db = await server.database()
    await db.delete(users).where(eq(users.id, user.id))
    await db.delete(emails).where(eq(emails.email, user.email ?? ''))

    expect((await signedIn()).user.id).not.toBe(user.id)
  })

  it('I9: is removed by a password reset of an unverified address', async () => {
    const attacker = await server.signUp()
    const input = await authorizeLink(attacker, { password: testPassword })
    await attacker.value('auth.identities.link', { ...input })
    await call('auth.requestPasswordReset', { email: attacker.email })
    let link = ''
    while (!link.includes('reset-password')) link = (await mail.next(attacker.email)).link ?? ''
    await call('auth.resetPassword', { token: link.split('token=')[1], newPassword: 'another password' })

    expect((await signedIn()).user.id).not.toBe(attacker.id)
  })

  it('I9: is removed if a change of the address is undone that came before it', async () => {
    const user = await server.signUp()
    await call('auth.verifyEmail', { token: (await mail.next(user.email, /Verify/)).token })
    clock += 1000
    const email = newProviderUser().email as string
    await user.value('auth.changeEmail', { email, password: testPassword })
    await call('auth.confirmEmail', { token: (await mail.next(email, /Confirm/)).token })
    clock += 1000
    const input = await authorizeLink(user, { password: testPassword })
    await user.value('auth.identities.link', { ...input })

    const { token } = await mail.next(user.email, /was changed/)
    expect(await call('auth.undoEmailChange', { token })).toMatchObject({ ok: true })

    expect((await signedIn()).user.id).not.toBe(user.id)
  })

  it.each([
    ['removed', 'had not been verified', false],
    ['kept', 'had been verified', true],
  ])('I9: is %s if a later change of an address that %s is undone', async (_what, _state, isVerified) => {
    const user = await server.signUp()
    if (isVerified) await call('auth.verifyEmail', { token: (await mail.next(user.email, /Verify/)).token })
    const input = await authorizeLink(user, { password: testPassword })
    await user.value('auth.identities.link', { ...input })
    clock += 1000
    const email = newProviderUser().email as string
    await user.value('auth.changeEmail', { email, password: testPassword })
    await call('auth.confirmEmail', { token: (await mail.next(email, /Confirm/)).token })

    const { token } = await mail.next(user.email, /was changed/)
    expect(await call('auth.undoEmailChange', { token })).toMatchObject({ ok: true })

    expect((await signedIn()).user.id === user.id).toBe(isVerified)
  })
})
