import { startTestServer, type TestServer, testPassword, type User } from '@taskpact/testing'
import { startGateway } from './gateway.js'

/** A server that is an authorization server too, at the URL that clients use. */
export interface OwnServer extends TestServer {
  readonly publicUrl: string
}

export async function startOwnServer(options: { readonly now?: () => Date } = {}): Promise<OwnServer> {
  let target = ''
  const gateway = await startGateway(
    () => target,
    (incoming, response) => {
      const [, resource] = /^\/\.well-known\/oauth-protected-resource(\/\w+)$/.exec(incoming.url ?? '') ?? []
      if (resource === undefined) return false
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ resource: publicUrl + resource, authorization_servers: [publicUrl] }))
      return true
    },
  )
  const publicUrl = gateway.url
  const server = await startTestServer({ env: { OAUTH: 'own', PUBLIC_URL: publicUrl }, ...options })
  target = server.url
  return {
    ...server,
    publicUrl,
    async close() {
      await gateway.close()
      await server.close()
    },
  }
}

/** What a user enters on the pages of the server: signs in, compares the code, and allows the app or not. */
export function onPages({ email }: User, decision: 'allow' | 'deny' = 'allow'): Readonly<Record<string, string>> {
  return { email, password: testPassword, confirm: 'yes', decision }
}
