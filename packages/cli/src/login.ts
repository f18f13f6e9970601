import { createClient, isApiError } from '@taskpact/client'
import { ask } from './ask.js'
import type { StoredGrant } from './oauth/stored-grant.js'
import type { Parsed } from './parse-flags.js'
import { createToken } from './password-login.js'
import { readStdin } from './read-input.js'
import { checkTransport, serverUrl } from './server-url.js'
import { checkStore, storeToken } from './store-token.js'
import { note } from './streams.js'
import { Failure, UsageError } from './usage-error.js'

/** All scopes: `tasks:write` includes `tasks:read`. */
const allScopes = ['tasks:write', 'account:read']

/** A sign-in at a server. */
export interface Login {
  readonly url: string
  readonly scopes: readonly string[]
  readonly values: Parsed['values']
  /** Verifies a token, and stores it or its grant. */
  readonly use: (token: string, grant?: StoredGrant) => Promise<void>
}

/**
 * Signs in, and stores the token for the server. Default: in a browser, if the server has an authorization server; otherwise with a
 * personal access token, which is asked for on a terminal and else read from stdin.
 */
export async function login({ values }: Parsed, signal: AbortSignal): Promise<void> {
  const { store = 'keychain', scopes = allScopes } = values
  if (store !== 'keychain' && store !== 'file') throw new UsageError('--store must be one of keychain, file')
  const url = serverUrl(values.url as string | undefined)
  checkTransport(url, values.insecure === true)
  const use: Login['use'] = async (token, grant) => {
    const user = await userOf(url, token, signal)
    const place = await storeToken(url, grant ?? token, store)
    note(`Signed in at ${url}${user && ` as ${user}`}. The token is stored in ${place}.`)
  }
  await withMethod(
    { url, scopes: (scopes as readonly string[]).flatMap((text) => text.split(',')), values, use },
    store,
    signal,
  )
  if (process.env.TASKPACT_TOKEN) note('TASKPACT_TOKEN is set and takes precedence.')
}

async function withMethod(login: Login, store: 'keychain' | 'file', signal: AbortSignal): Promise<void> {
  const { url, scopes, values, use } = login
  const { email, tokenStdin, device, browser } = values
  if ([email, tokenStdin, device, browser].filter((one) => one !== undefined).length > 1) {
    throw new UsageError('Choose one of --email, --token-stdin, --browser and --device')
  }
  if (email !== undefined) return createToken({ url, email: String(email), scopes }, signal, use)
  const byOAuth = device || browser !== undefined
  const isAsked = process.stdin.isTTY && !tokenStdin
  if (byOAuth || isAsked) {
    const { loginByOAuth } = await import('./oauth/login.js')
    // Checks the store before the user signs in.
    if (await loginByOAuth(login, () => checkStore(url, store), signal)) return
    const others = '--email ADDRESS creates a personal access token, and --token-stdin stores one'
    if (byOAuth) throw new Failure(`${url} has no authorization server.\nNext: taskpact login ${others}`)
  }
  const text = await (isAsked ? ask(`Personal access token for ${url}: `, signal) : readStdin(signal))
  const token = text.trim()
  if (!/^[!-~]+$/.test(token)) throw new UsageError('Enter a token: visible ASCII without spaces')
  await use(token)
}

/** Returns the user of a token, or an empty text if the token is valid but lacks the scope to read the account. */
async function userOf(url: string, token: string, signal: AbortSignal): Promise<string> {
  try {
    const { email, id } = await createClient({ baseUrl: url, token }).auth.me({}, { signal })
    return email ?? id
  } catch (error) {
    if (isApiError(error, 'insufficient_scope')) return ''
    throw error
  }
}
