import type { RequestListener } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { toNodeHandler } from 'better-auth/node'
import { bearer, jwt } from 'better-auth/plugins'
import { type Endpoint, openEndpoint } from '../../server/test/support/endpoint.js'

export interface BetterAuth extends Endpoint {
  readonly jwksUrl: string
  /** Signs a user up, with a verified address by default. Returns the token of the JWT plugin and the session token. */
  signUp(profile: Profile): Promise<{ id: string; token: string; session: string }>
  /** Returns a new token of a session after its user has changed the name. */
  rename(session: string, name: string): Promise<string>
}

interface Profile {
  readonly email: string
  readonly name: string
  readonly isVerified?: boolean
}

/** Starts Better Auth with accounts in memory. */
export async function openBetterAuth(): Promise<BetterAuth> {
  let handle: RequestListener = (_req, res) => void res.end()
  const endpoint = await openEndpoint((req, res) => handle(req, res))
  const unverified = new Set<string>()
  const auth = betterAuth({
    baseURL: endpoint.origin,
    secret: 'a secret of Better Auth, which is not that of the server',
    database: memoryAdapter({ user: [], session: [], account: [], verification: [], jwks: [] }),
    emailAndPassword: { enabled: true },
    plugins: [jwt(), bearer()],
    // Instead of a link in an e-mail.
    databaseHooks: {
      user: { create: { before: async (user) => ({ data: { ...user, emailVerified: !unverified.has(user.email) } }) } },
    },
  })
  handle = toNodeHandler(auth)

  return {
    ...endpoint,
    jwksUrl: `${endpoint.origin}/api/auth/jwks`,
    async signUp({ email, name, isVerified = true }) {
      if (!isVerified) unverified.add(email.toLowerCase())
      const signedUp = await fetch(`${endpoint.origin}/api/auth/sign-up/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: endpoint.origin },
        body: JSON.stringify({ email, name, password: 'Test123!' }),
      })
      const { user } = (await signedUp.json()) as { user: { id: string } }
      const session = String(signedUp.headers.get('set-auth-token'))
      return { id: user.id, token: await issueToken(session), session }
    },
    async rename(session, name) {
      await fetch(`${endpoint.origin}/api/auth/update-user`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          origin: endpoint.origin,
          authorization: `Bearer ${session}`,
        },
        body: JSON.stringify({ name }),
      })
      await sleep(1000) // the next token has a later `iat`
      return issueToken(session)
    },
  }

  async function issueToken(session: string): Promise<string> {
    const issued = await fetch(`${endpoint.origin}/api/auth/token`, { headers: { authorization: `Bearer ${session}` } })
    return ((await issued.json()) as { token: string }).token
  }
}
