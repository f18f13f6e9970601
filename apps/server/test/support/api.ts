import { type Client, type ClientOptions, createClient } from '@taskpact/client'
import type { TestServer, User } from '@taskpact/testing'

export type Api = Client

/** A user with a typed client that is signed in. */
export interface Account extends User {
  readonly client: Client
}

/** Signs users up on a server, each with a client of its own. */
export function api(server: TestServer, options: Partial<ClientOptions> = {}): { signUp(): Promise<Account> } {
  return {
    async signUp() {
      const user = await server.signUp()
      return { ...user, client: createClient({ baseUrl: server.url, token: user.token, ...options }) }
    },
  }
}
