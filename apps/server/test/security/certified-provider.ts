import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import OidcProvider from 'oidc-provider'

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
    async authorize(url, user) {
      const cookies = new Map<string, string>()
      let next = url
      for (let steps = 0; steps < 12 && !next.startsWith(redirectUri); steps++) next = await step(next, user, cookies)
      return next
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }

  /** Opens a page, submits its form if it has one, and returns where the response redirects. */
  async function step(url: string, user: string, cookies: Map<string, string>): Promise<string> {
    const send = async (to: string, init: RequestInit = {}) => {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const response = await fetch(to, { ...init, redirect: 'manual', headers: { cookie } })
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        if (value === '') cookies.delete(name)
        else cookies.set(name, value)
      }
      return response
    }
    const page = await send(url)
    const location = page.headers.get('location')
    if (location !== null) return new URL(location, issuer).href
    const html = await page.text()
    const prompt = /name="prompt" value="(\w+)"/.exec(html)?.[1]
    if (prompt === undefined) throw new Error(`No form: ${html}`)
    const action = /action="([^"]+)"/.exec(html)?.[1] ?? url
    const form = new URLSearchParams({ prompt, ...(prompt === 'login' && { login: user, password: 'any' }) })
    const submitted = await send(new URL(action, issuer).href, { method: 'POST', body: form })
    return new URL(submitted.headers.get('location') ?? '', issuer).href
  }
}
