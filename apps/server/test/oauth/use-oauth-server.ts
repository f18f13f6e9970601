import type { User } from '@taskpact/testing'
import { afterAll, beforeAll } from 'vitest'
import { type OAuthServer, type OAuthServerOptions, startOAuthServer } from './oauth-server.js'

/** Starts a server before the tests of a file or a `describe`, and closes it after them. The object has no fields before that. */
export function useOAuthServer(options?: OAuthServerOptions): OAuthServer {
  const server = {} as OAuthServer
  beforeAll(async () => void Object.assign(server, await startOAuthServer(options)))
  afterAll(() => server.close?.())
  return server
}

/** Signs up a user before the tests. The object has no fields before that. */
export function useUser(server: OAuthServer): User {
  const user = {} as User
  beforeAll(async () => void Object.assign(user, await server.signUp()))
  return user
}
