import { startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CertifiedProvider, startCertifiedProvider } from './certified-provider.js'
import type { Begun, SignedInUser } from './identity-calls.js'

describe('a sign-in with a certified OpenID provider', () => {
  let provider: CertifiedProvider
  let server: TestServer
  beforeAll(async () => {
    provider = await startCertifiedProvider('https://app.example.com/sign-in/certified')
    server = await startTestServer({
      env: { OIDC_PROVIDERS: provider.setting, APP_URL: 'https://app.example.com' },
    })
  })
  afterAll(async () => {
    await server?.close()
    await provider?.close()
  })

  const calls = () => server.by('rest')
  async function authorized(user: string): Promise<Begun> {
    const { url, ticket } = await calls().value<Begun>('auth.identities.beginSignIn', { provider: 'certified' })
    return { ticket, url: await provider.authorize(url, user) }
  }

  it('creates an account with the address of the userinfo endpoint, and finds it again', async () => {
    const first = await calls().value<SignedInUser>('auth.identities.signIn', { ...(await authorized('ada')) })
    const again = await calls().value<SignedInUser>('auth.identities.signIn', { ...(await authorized('ada')) })
    const other = await calls().value<SignedInUser>('auth.identities.signIn', { ...(await authorized('eve')) })

    expect(first.user).toMatchObject({ email: 'ada@example.com', emailVerified: true, name: 'Ada' })
    expect(again.user.id).toBe(first.user.id)
    expect(other.user.id).not.toBe(first.user.id)
  })

  it('I2: is refused with a used code, and with the code of another request', async () => {
    const one = await authorized('ada')
    const other = await authorized('ada')
    const url = new URL(one.url)
    url.searchParams.set('code', new URL(other.url).searchParams.get('code') ?? '')
    const signIn = (input: Begun) => calls().call('auth.identities.signIn', { ...input })

    expect(await signIn({ ticket: one.ticket, url: url.href })).toMatchObject({ code: 'invalid_credentials' })
    expect(await signIn(one)).toMatchObject({ ok: true })
    expect(await signIn(one)).toMatchObject({ code: 'invalid_credentials' })
  })
})
