import { identities, users } from '@taskpact/db'
import { startTestServer, testPassword } from '@taskpact/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { newProviderUser, startTestProvider } from '../support/identity-provider.js'
import {
  as,
  authorize,
  authorizeLink,
  type IdentityServer,
  type SignedInUser,
  startIdentityServer,
} from './identity-calls.js'

let server: IdentityServer
beforeAll(async () => {
  server = await startIdentityServer()
})
afterAll(() => server?.close())
beforeEach(() => {
  server.provider.user = newProviderUser()
  server.provider.tampering = { isLax: true }
})

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const signIn = (input: object) => server.by('in-process').call('auth.identities.signIn', { ...input })
const codeOf = (outcome: { ok: boolean; code?: string }) => (outcome.ok ? 'ok' : outcome.code)
const userOf = (outcome: { ok: boolean; value?: unknown }) => (outcome.value as SignedInUser | undefined)?.user.id
const times = <T>(count: number, work: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, n) => work(n)))
const ownersWithoutUser = async () => {
  const db = await server.database()
  const known = new Set((await db.select().from(users)).map(({ id }) => id))
  return (await db.select().from(identities)).filter(({ owner }) => !known.has(owner))
}

describe('races of identities', () => {
  it('I7: use a ticket of a sign-in once, of 20 parallel requests', async () => {
    const input = await authorize(server)

    const outcomes = await times(20, () => signIn(input))

    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1)
    expect([...new Set(outcomes.map(codeOf))].sort()).toEqual(['invalid_ticket', 'ok'])
  })

  it('I7: use a ticket to link an identity once, of 20 parallel requests', async () => {
    const user = await server.signUp()
    const input = await authorizeLink(user, { password: testPassword })

    const outcomes = await times(20, () => user.call('auth.identities.link', { ...input }))

    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1)
    expect([...new Set(outcomes.map(codeOf))].sort()).toEqual(['invalid_ticket', 'ok'])
  })

  it('create one account for simultaneous first sign-ins of one identity', async () => {
    for (let n = 0; n < 10; n++) {
      server.provider.user = newProviderUser()
      const inputs = await times(4, () => authorize(server))

      const outcomes = await Promise.all(inputs.map(signIn))

      expect(outcomes.map(codeOf)).toEqual(['ok', 'ok', 'ok', 'ok'])
      expect(new Set(outcomes.map(userOf)).size).toBe(1)
    }
  })

  it('I4: create one account for simultaneous first sign-ins of identities with one address', async () => {
    for (let n = 0; n < 10; n++) {
      const { email } = newProviderUser()
      server.provider.user = { ...newProviderUser(), email: email as string }
      const one = await authorize(server)
      server.provider.user = { ...newProviderUser(), email: email as string }
      const other = await authorize(server, 'oauth')

      const outcomes = await Promise.all([signIn(one), signIn(other)])

      expect(outcomes.map(codeOf).sort()).toEqual(['conflict', 'ok'])
    }
  })

  it('I5: link an identity to one of two users', async () => {
    for (let n = 0; n < 10; n++) {
      server.provider.user = newProviderUser()
      const pair = await times(2, () => server.signUp())
      const inputs = await Promise.all(pair.map((user) => authorizeLink(user, { password: testPassword })))
      const first = await authorize(server)

      const [created, ...linked] = await Promise.all([
        signIn(first),
        ...pair.map((user, index) => user.call('auth.identities.link', { ...inputs[index] })),
      ])

      expect(codeOf(created as never)).toBe('ok')
      expect(linked.filter(({ ok }) => ok).length).toBeLessThanOrEqual(1)
      for (const outcome of linked) expect(['ok', 'conflict']).toContain(codeOf(outcome))
    }
  })

  it('I9: leave no identity of a deleted account', async () => {
    const seen = new Set<string>()
    for (let n = 0; n < 25; n++) {
      server.provider.user = newProviderUser()
      const user = (await signIn(await authorize(server))) as { value: unknown }
      const calls = as(server, user.value as SignedInUser)
      const again = await authorize(server)
      const link = await authorizeLink(calls, { provider: 'oauth' })

      const outcomes = await Promise.all([
        later(n % 5).then(() => calls.call('auth.deleteMe', {})),
        later(n % 3).then(() => signIn(again)),
        calls.call('auth.identities.link', { ...link }),
      ])

      for (const outcome of outcomes) seen.add(String(codeOf(outcome)))
      expect(outcomes[0]).toMatchObject({ ok: true })
      expect(await ownersWithoutUser()).toEqual([])
    }
    expect([...seen].filter((code) => !['ok', 'invalid_token', 'invalid_ticket', 'conflict'].includes(code))).toEqual(
      [],
    )
  })

  it('I6: keep one of the last two ways to sign in', async () => {
    for (let n = 0; n < 10; n++) {
      server.provider.user = newProviderUser()
      const user = (await signIn(await authorize(server))) as { value: unknown }
      const calls = as(server, user.value as SignedInUser)
      await calls.value('auth.identities.link', { ...(await authorizeLink(calls, { provider: 'oauth' })) })
      const { items } = await calls.value<{ items: { id: string }[] }>('auth.identities.list')

      const outcomes = await Promise.all(
        items.map(({ id }) => calls.call('auth.identities.unlink', { identityId: id })),
      )

      expect(outcomes.map(codeOf).sort()).toEqual(['conflict', 'ok'])
    }
  })
})

describe('a provider that is down', () => {
  it('I8: delays only its own sign-ins, for five seconds, and is tried again', async () => {
    const provider = await startTestProvider()
    provider.tampering = { delay: 20_000 }
    const slow = await startTestServer({ env: { OIDC_PROVIDERS: provider.setting } })
    const begin = () => slow.by('in-process').call('auth.identities.beginSignIn', { provider: 'openid' })
    try {
      const started = performance.now()
      const waiting = times(20, begin)
      await later(50)
      const before = performance.now()
      await slow.signUp()
      expect(performance.now() - before).toBeLessThan(2000)
      expect(new Set((await waiting).map(codeOf))).toEqual(new Set(['unavailable']))
      expect(performance.now() - started).toBeLessThan(8000)
      expect(provider.requests).toHaveLength(1)

      provider.tampering = {}
      expect(await begin()).toMatchObject({ ok: true })
      await provider.close()
      expect(await begin()).toMatchObject({ ok: true })
    } finally {
      await slow.close()
    }
  })

  it('fails with unavailable at once if nothing listens, and works once it starts', async () => {
    const first = await startTestProvider()
    const port = Number(new URL(first.issuer).port)
    await first.close()
    const served = await startTestServer({ env: { OIDC_PROVIDERS: first.setting } })
    const begin = () => served.by('in-process').call('auth.identities.beginSignIn', { provider: 'openid' })
    try {
      expect(await begin()).toMatchObject({ code: 'unavailable' })
      const second = await startTestProvider(port)
      try {
        expect(await begin()).toMatchObject({ ok: true })
      } finally {
        await second.close()
      }
    } finally {
      await served.close()
    }
  })
})
