import type { RequestListener } from 'node:http'
import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { toNodeHandler } from 'better-auth/node'
import { bearer, jwt } from 'better-auth/plugins'
import { type Endpoint, openEndpoint } from '../../server/test/support/endpoint.js'

export interface BetterAuth extends Endpoint {
  readonly jwksUrl: string
  /** Signs a user up. Returns the token of the JWT plugin and the session token. */
  signUp(profile: { email: string; name: string }): Promise<{ id: string; token: string; session: string }>
}

/** Starts Better Auth with accounts in memory. */
export async function openBetterAuth(): Promise<BetterAuth> {
  let handle: RequestListener = (_req, res) => void res.end()
  const endpoint = await openEndpoint((req, res) => handle(req, res))
  const auth = betterAuth({
    baseURL: endpoint.origin,
    secret: 'a secret of Better Auth, which is not that of the server',
    database: memoryAdapter({ user: [], session: [], account: [], verification: [], jwks: [] }),
    emailAndPassword: { enabled: true },
    plugins: [jwt(), bearer()],
  })
  handle = toNodeHandler(auth)

  return {
    ...endpoint,
    jwksUrl: `${endpoint.origin}/api/auth/jwks`,
    async signUp({ email, name }) {
      const signedUp = await fetch(`${endpoint.origin}/api/auth/sign-up/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: endpoint.origin },
        body: JSON.stringify({ email, name, password: 'Test123!' }),
      })
      const { user } = (await signedUp.json()) as { user: { id: string } }
      const session = String(signedUp.headers.get('set-auth-token'))
      const issued = await fetch(`${endpoint.origin}/api/auth/token`, {
        headers: { authorization: `Bearer ${session}` },
      })
      const { token } = (await issued.json()) as { token: string }
      return { id: user.id, token, session }
    },
  }
}
