import type { Passkey, PasskeyChallenge, PasskeyRegistration, SignedIn } from '@taskpact/contract'
import {
  type Authenticator,
  createAuthenticator,
  type Forgery,
  type Outcome,
  type TestServer,
  testPassword,
  type User,
} from '@taskpact/testing'

/** The page that all tests use: an origin of the settings in development. */
export const page = 'http://localhost:5173'

export interface UserWithPasskey {
  readonly authenticator: Authenticator
  readonly passkey: Passkey
}

export function beginRegistration(
  user: User,
  password: string | undefined = testPassword,
): Promise<PasskeyRegistration> {
  return user.value<PasskeyRegistration>('auth.passkeys.beginRegistration', { ...(password && { password }) })
}

/** Adds a passkey to an account. */
export async function addPasskey(user: User, authenticator = createAuthenticator()): Promise<UserWithPasskey> {
  const { ticket, options } = await beginRegistration(user)
  const input = { ticket, response: authenticator.create(options), name: 'Phone' }
  return { authenticator, passkey: await user.value<Passkey>('auth.passkeys.register', input) }
}

export async function signInWith(
  server: TestServer,
  authenticator: Authenticator,
  forgery?: Forgery,
): Promise<Outcome> {
  const calls = server.by('rest')
  const { ticket, options } = await calls.value<PasskeyChallenge>('auth.passkeys.beginSignIn')
  return calls.call('auth.passkeys.signIn', { ticket, response: authenticator.get(options, forgery) })
}

export function signedIn(outcome: Outcome): SignedIn {
  if (!outcome.ok) throw new Error(`The sign-in failed: ${outcome.code}`)
  return outcome.value as SignedIn
}

export async function kindsOf(user: User): Promise<readonly string[]> {
  const { items } = await user.value<{ items: { kind: string }[] }>('auth.events.list')
  return items.map(({ kind }) => kind)
}
