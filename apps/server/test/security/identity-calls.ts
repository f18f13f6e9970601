import { type Outcome, startTestServer, type TestServer, type TestServerOptions, type User } from '@taskpact/testing'
import {
  newProviderUser,
  type ProviderUser,
  redirectOf,
  startTestProvider,
  type TestProvider,
} from '../support/identity-provider.js'

export interface IdentityServer extends TestServer {
  readonly provider: TestProvider & { user: ProviderUser }
}

/** Starts a server with an identity provider of its own. */
export async function startIdentityServer(options: TestServerOptions<never> = {}): Promise<IdentityServer> {
  const provider = Object.assign(await startTestProvider(), { user: newProviderUser() })
  try {
    const server = await startTestServer({ ...options, env: { OIDC_PROVIDERS: provider.setting, ...options.env } })
    const close: TestServer['close'] = (ending) => server.close(ending).finally(provider.close)
    return { ...server, provider, close }
  } catch (error) {
    await provider.close()
    throw error
  }
}

export interface Begun {
  readonly url: string
  readonly ticket: string
}

export interface SignedInUser {
  readonly token: string
  readonly user: {
    readonly id: string
    readonly email: string | null
    readonly emailVerified: boolean
    readonly name: string | null
  }
}

/** Begins a sign-in, and signs in at the provider. Returns the input of the second step. */
export async function authorize(server: IdentityServer, provider = 'openid'): Promise<Begun> {
  const { url, ticket } = await server.by('in-process').value<Begun>('auth.identities.beginSignIn', { provider })
  return { ticket, url: await redirectOf(url) }
}

/** Signs in as the current user of the provider. */
export async function signInWith(server: IdentityServer, provider = 'openid'): Promise<Outcome> {
  return server.by('in-process').call('auth.identities.signIn', { ...(await authorize(server, provider)) })
}

/** Begins to link an identity, and signs in at the provider. Returns the input of the second step. */
export async function authorizeLink(
  user: Pick<User, 'value'>,
  { provider = 'openid', password }: { readonly provider?: string; readonly password?: string } = {},
): Promise<Begun> {
  const input = { provider, ...(password && { password }) }
  const { url, ticket } = await user.value<Begun>('auth.identities.beginLink', input)
  return { ticket, url: await redirectOf(url) }
}

/** Returns the calls of a user who has signed in. */
export function as(server: TestServer, { token }: Pick<SignedInUser, 'token'>): Pick<User, 'call' | 'value'> {
  return {
    call: (name, input, { via = 'in-process' } = {}) => server.by(via).call(name, input, token),
    value: (name, input, { via = 'in-process' } = {}) => server.by(via).value(name, input, token),
  }
}
