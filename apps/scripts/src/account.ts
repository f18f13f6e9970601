import { type Client, type ClientOptions, createClient, createSession, isApiError } from '@taskpact/client'
import { UsageError } from './command-line.js'

/** The options of every script that calls a server as somebody. */
export const accountOptions = {
  url: { type: 'string', value: 'URL', describe: 'Where the API is served; $API where it is not given.' },
  email: { type: 'string', value: 'ADDRESS', describe: 'Whose account it is. The password is $TASKPACT_PASSWORD.' },
} as const

/** Where `dev` and `start` serve without a setting. */
const local = 'http://127.0.0.1:8000'

export function baseUrlOf(url: string | undefined): string {
  const given = url ?? process.env.API ?? local
  const address = /^https?:\/\//i.test(given) && URL.canParse(given) ? new URL(given) : undefined
  if (!address) throw new UsageError(`"${given}" is not an http(s) address`)
  // Not shown, for a password may be in it.
  if (address.username || address.password) throw new UsageError('The address must not name a user or a password')
  if (address.search || address.hash) throw new UsageError(`${given} must end with its path: nothing after ? or #`)
  return given
}

export function passwordOf(usual?: string): string {
  const password = process.env.TASKPACT_PASSWORD ?? usual
  if (!password) throw new UsageError('TASKPACT_PASSWORD must be set: a command line shows to others what it is given')
  return password
}

/** A client whose session lasts for as long as the script does. */
export function openClient(baseUrl: string, options: Omit<ClientOptions, 'baseUrl' | 'session'> = {}): Client {
  return createClient({ timeout: 30_000, ...options, baseUrl, session: createSession() })
}

/**
 * Does work as the user who is signed in, then signs out, also where it failed. A session that cannot be ended is left to end by
 * itself: it spoils nothing that was done.
 */
export async function thenSignOut<T>(client: Client, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } finally {
    await client.auth.signout({}, { timeout: 10_000 }).catch(() => {})
  }
}

/** Signs in, or up where there is no such account; rejects when there is one with another password. */
export async function signInOrUp(client: Client, account: { email: string; password: string }): Promise<void> {
  try {
    await client.auth.signup(account)
  } catch (error) {
    if (!isApiError(error, 'email_taken')) throw error
    await client.auth.signin(account)
  }
}
