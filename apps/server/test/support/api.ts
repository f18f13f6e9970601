import { randomUUID } from 'node:crypto'
import { type Client, type ClientOptions, createClient } from '@taskpact/client'
import type { Server } from '../../src/server.js'

export type Api = Client

/** Someone with an account, and a client that is signed in to it. */
export interface Account {
  readonly id: string
  readonly token: string
  readonly client: Client
}

/** Makes accounts on a server, each with a client of its own. */
export function api(server: Server, options: Partial<ClientOptions> = {}): { signUp(): Promise<Account> } {
  return {
    async signUp() {
      const baseUrl = server.url
      const account = { email: `${randomUUID()}@example.com`, password: 'Test123!' }
      const { token, user } = await createClient({ baseUrl }).auth.signup(account)
      return { id: user.id, token, client: createClient({ baseUrl, token, ...options }) }
    },
  }
}
