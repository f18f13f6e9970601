import { openKeychain } from './keychain.js'
import { readTokens } from './token-file.js'

/** Returns `$TASKPACT_TOKEN`, or the token that `taskpact login` stored for a server; undefined if there is neither. */
export async function findToken(url: string): Promise<string | undefined> {
  const { TASKPACT_TOKEN } = process.env
  if (TASKPACT_TOKEN) return TASKPACT_TOKEN
  const inFile = (await readTokens())[url]
  if (inFile !== undefined) return inFile
  const keychain = await openKeychain(url)
  return typeof keychain === 'string' ? undefined : (keychain.getPassword() ?? undefined)
}
