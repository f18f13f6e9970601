import { createClient, isApiError } from '@taskpact/client'
import { ask } from './ask.js'
import type { Parsed } from './parse-flags.js'
import { createToken } from './password-login.js'
import { readStdin } from './read-input.js'
import { checkTransport, serverUrl } from './server-url.js'
import { deleteToken, storeToken } from './store-token.js'
import { note } from './streams.js'
import { Failure, UsageError } from './usage-error.js'

/**
 * Stores a personal access token for the server: with an e-mail address a new one, else one that is read from stdin, or asked for on a terminal,
 * and verified.
 */
export async function login({ values }: Parsed, signal: AbortSignal): Promise<void> {
  const { store = 'keychain', tokenStdin, email, scopes } = values
  if (store !== 'keychain' && store !== 'file') throw new UsageError('--store must be one of keychain, file')
  const url = serverUrl(values.url as string | undefined)
  checkTransport(url, values.insecure === true)
  const use = async (token: string) => {
    const user = await userOf(url, token, signal)
    const place = await storeToken(url, token, store)
    note(`Signed in at ${url}${user && ` as ${user}`}. The token is stored in ${place}.`)
  }
  if (email === undefined) await use(await readToken(url, tokenStdin === true, signal))
  else
    await createToken(
      { url, email: String(email), scopes: (scopes as string[] | undefined)?.flatMap((text) => text.split(',')) },
      signal,
      use,
    )
  if (process.env.TASKPACT_TOKEN) note('TASKPACT_TOKEN is set and takes precedence.')
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

async function readToken(url: string, fromStdin: boolean, signal: AbortSignal): Promise<string> {
  const isAsked = process.stdin.isTTY && !fromStdin
  const token = (await (isAsked ? ask(`Personal access token for ${url}: `, signal) : readStdin(signal))).trim()
  if (!/^[!-~]+$/.test(token)) throw new UsageError('Enter a token: visible ASCII without spaces')
  return token
}

/** Deletes the stored token of the server. */
export async function logout({ values }: Parsed): Promise<void> {
  const url = serverUrl(values.url as string | undefined)
  const token = await deleteToken(url)
  if (token === undefined) throw new Failure(`No token is stored for ${url}`)
  note(`The token for ${url} was deleted on this computer. It stays valid until it expires or is revoked.`)
}
