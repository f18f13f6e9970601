import { hostname } from 'node:os'
import { type Client, createClient } from '@taskpact/client'
import { ask } from './ask.js'
import { readStdin } from './read-input.js'

export interface PasswordLogin {
  readonly url: string
  readonly email: string
  readonly scopes: readonly string[]
}

type Scopes = Parameters<Client['auth']['tokens']['create']>[0]['scopes']

/**
 * Signs in with a password, calls `use` with a new personal access token, and signs out again. Asks for the password on a terminal, else
 * reads it from stdin. Revokes the token if `use` rejects.
 */
export async function createToken<T>(
  { url, email, scopes }: PasswordLogin,
  signal: AbortSignal,
  use: (token: string) => Promise<T>,
): Promise<T> {
  const text = process.stdin.isTTY ? await ask(`Password of ${email}: `, signal) : await readStdin(signal)
  const password = text.replace(/\r?\n$/, '')
  const { token: session } = await createClient({ baseUrl: url }).auth.signin({ email, password }, { signal })
  const { tokens, signout } = createClient({ baseUrl: url, token: session }).auth
  try {
    const name = `taskpact on ${hostname()}`.slice(0, 100)
    const input = { name, scopes: scopes as Scopes, password } // the server validates them
    const { token, id } = await tokens.create(input, { signal })
    try {
      return await use(token)
    } catch (error) {
      await tokens.revoke({ tokenId: id })
      throw error
    }
  } finally {
    await signout().catch(() => {}) // the session ends by itself
  }
}
