import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import OidcProvider from 'oidc-provider'
import { signInOnPages } from './provider-pages.js'

const clientId = 'tasks'
const clientSecret = 'certified-canary'

export interface CertifiedProvider {
  /** For OIDC_PROVIDERS: the provider `certified`. */
  readonly setting: string
  /** Signs a user in on the pages of the provider, and consents. Returns the URL to which it redirects the browser. */
  authorize(url: string, user: string): Promise<string>
  close(): Promise<void>
}

/** Starts a certified OpenID provider in this process. Each user has the address USER@example.com, which is verified. */
export async function startCertifiedProvider(redirectUri: string): Promise<CertifiedProvider> {
  let handle: Parameters<typeof createServer>[1]
  const server: Server = createServer((request, response) => handle?.(request, response as never))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new OidcProvider(issuer, {
    clients: [
      { client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri], response_types: ['code'] },
    ],
    claims: { email: ['email', 'email_verified'], profile: ['name'] },
    cookies: { keys: ['a key of the tests'] },
    findAccount: (_ctx: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@example.com`, email_verified: true, name: 'Ada' }),
    }),
  })
  handle = provider.callback()
  return {
    setting: JSON.stringify([{ id: 'certified', name: 'Certified', issuer, clientId, clientSecret }]),
    authorize: (url, user) => signInOnPages(url, user, redirectUri),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
