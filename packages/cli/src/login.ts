import { createClient } from '@taskpact/client'
import { ask } from './ask.js'
import type { Parsed } from './parse-flags.js'
import { readStdin } from './read-input.js'
import { checkTransport, serverUrl } from './server-url.js'
import { deleteToken, storeToken } from './store-token.js'
import { note } from './streams.js'
import { Failure, UsageError } from './usage-error.js'

/** Verifies a personal access token and stores it for the server. The token is read from stdin, or asked for on a terminal. */
export async function login({ values }: Parsed, signal: AbortSignal): Promise<void> {
  const { store = 'keychain', tokenStdin } = values
  if (store !== 'keychain' && store !== 'file') throw new UsageError('--store must be one of keychain, file')
  const url = serverUrl(values.url as string | undefined)
  checkTransport(url, values.insecure === true)
  const isAsked = process.stdin.isTTY && !tokenStdin
  const token = (await (isAsked ? ask(`Personal access token for ${url}: `, signal) : readStdin(signal))).trim()
  if (!/^[!-~]+$/.test(token)) throw new UsageError('Enter a token: visible ASCII without spaces')
  const { email, id } = await createClient({ baseUrl: url, token }).auth.me({}, { signal })
  const place = await storeToken(url, token, store)
  note(`Signed in at ${url} as ${email ?? id}. The token is stored in ${place}.`)
  if (process.env.TASKPACT_TOKEN) note('TASKPACT_TOKEN is set and takes precedence.')
}

/** Deletes the stored token of the server. */
export async function logout({ values }: Parsed): Promise<void> {
  const url = serverUrl(values.url as string | undefined)
  const token = await deleteToken(url)
  if (token === undefined) throw new Failure(`No token is stored for ${url}`)
  note(`The token for ${url} was deleted on this computer. It stays valid until it expires or is revoked.`)
}
