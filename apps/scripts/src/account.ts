import { type Client, type ClientOptions, createClient, createSession, isApiError } from '@taskpact/client'
import { UsageError } from './command-line.js'

/** Options of scripts that sign in. */
export const accountOptions = {
  url: { type: 'string', value: 'URL', description: 'URL of the server. Default: $API, or http://localhost:8000.' },
  email: {
    type: 'string',
    value: 'ADDRESS',
    description: 'E-mail of the account. The password is $TASKPACT_PASSWORD.',
  },
} as const

/** The address of `pnpm dev` and `pnpm start` with default settings. */
const defaultUrl = 'http://localhost:8000'

/** Returns the URL option, `$API` or the default. Throws a UsageError if it is not an http(s) URL of a server. */
export function resolveBaseUrl(option: string | undefined): string {
  const text = option ?? process.env.API ?? defaultUrl
  const url = /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : undefined
  if (!url) throw new UsageError(`"${text}" is not an http(s) URL`)
  // The message omits the URL because it may contain a password.
  if (url.username || url.password) throw new UsageError('The URL must not contain a user name or password')
  if (url.search || url.hash) throw new UsageError(`The URL must not have a query or fragment: ${text}`)
  return text
}

/** Returns `$TASKPACT_PASSWORD` or the default. Throws a UsageError if there is neither. */
export function readPassword(defaultPassword?: string): string {
  const password = process.env.TASKPACT_PASSWORD ?? defaultPassword
  if (!password) {
    throw new UsageError('Set TASKPACT_PASSWORD. It is not an option because other users can see command lines')
  }
  return password
}

/** Creates a client with a session in memory and a timeout of 30 seconds. */
export function createSessionClient(baseUrl: string, options: Omit<ClientOptions, 'baseUrl' | 'session'> = {}): Client {
  return createClient({ timeout: 30_000, ...options, baseUrl, session: createSession() })
}

/** Runs a function, then signs out, even if it fails. A failed sign-out is ignored: the session expires by itself. */
export async function withSignOut<T>(client: Client, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } finally {
    await client.auth.signout({}, { timeout: 10_000 }).catch(() => {})
  }
}

/** Signs up, or signs in if the account exists. Rejects if the existing account has another password. */
export async function signUpOrSignIn(client: Client, account: { email: string; password: string }): Promise<void> {
  try {
    await client.auth.signup(account)
  } catch (error) {
    if (!isApiError(error, 'email_taken')) throw error
    await client.auth.signin(account)
  }
}
