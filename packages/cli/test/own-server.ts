import { startTestServer, type TestServer, testPassword, type User } from '@taskpact/testing'
import { startGateway } from './gateway.js'

/** A server that is an authorization server too, at the URL that clients use. */
export interface OwnServer extends TestServer {
  readonly publicUrl: string
  /** Each request to it: method and path. */
  readonly requests: readonly string[]
}

export async function startOwnServer(): Promise<OwnServer> {
  const requests: string[] = []
  let target = ''
  const gateway = await startGateway(
    () => target,
    (incoming) => {
      requests.push(`${incoming.method} ${incoming.url?.split('?')[0]}`)
      return false
    },
  )
  const publicUrl = gateway.url
  const server = await startTestServer({ env: { OAUTH: 'own', PUBLIC_URL: publicUrl } })
  target = server.url
  return {
    ...server,
    publicUrl,
    requests,
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
