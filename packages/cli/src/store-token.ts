import { chmod, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { openKeychain } from './keychain.js'
import type { StoredGrant } from './oauth/stored-grant.js'
import type { Stored } from './stored-token.js'
import { readTokens, tokenFilePath } from './token-file.js'
import { Failure } from './usage-error.js'
import { withLock } from './with-lock.js'
import { writeFileAtomic } from './write-file-atomic.js'

/** Throws a Failure if a token cannot be stored: there is no keychain, and `--store file` is not given. */
export async function checkStore(url: string, store: Stored['place']): Promise<void> {
  const keychain = store === 'file' || (await openKeychain(url))
  if (typeof keychain !== 'string') return
  throw new Failure(
    `${keychain} Nothing was stored.\nNext: --store file stores the token in a file, not encrypted. Or set TASKPACT_TOKEN`,
  )
}

/** Stores the token or the grant of a server, and returns where. Throws as `checkStore` does. */
export async function storeToken(url: string, value: string | StoredGrant, store: Stored['place']): Promise<string> {
  await checkStore(url, store)
  return withLock(async () => {
    await replaceStored(url, store, value)
    if (store === 'keychain') {
      await setFileToken(url, undefined)
      return 'the keychain'
    }
    const keychain = await openKeychain(url)
    if (typeof keychain !== 'string') keychain.deletePassword()
    return tokenFilePath()
  })
}

/** Replaces the stored token or grant of a server in the same place. Call it within `withLock`. */
export async function replaceStored(url: string, place: Stored['place'], value: string | StoredGrant): Promise<void> {
  if (place === 'file') return setFileToken(url, typeof value === 'string' ? value : JSON.stringify(value))
  const keychain = await openKeychain(url)
  if (typeof keychain === 'string') throw new Failure(keychain)
  const texts = typeof value === 'string' ? [value] : shorterTexts(value)
  for (const [index, text] of texts.entries()) {
    try {
      return keychain.setPassword(text)
    } catch (error) {
      if (index === texts.length - 1) throw error
    }
  }
}

/** Deletes the token of a server wherever it is stored. */
export async function deleteToken(url: string): Promise<void> {
  return withLock(async () => {
    await setFileToken(url, undefined)
    const keychain = await openKeychain(url)
    if (typeof keychain !== 'string' && keychain.getPassword() !== null) keychain.deletePassword()
  })
}

/**
 * Returns a grant as JSON, followed by shorter ones with fewer access tokens: the keychain of Windows stores at most 1280 characters. A
 * missing access token is refreshed when it is needed.
 */
function shorterTexts(grant: StoredGrant): string[] {
  const tokens = Object.entries(grant.accessTokens).sort(([, a], [, b]) => (b.expiresAt ?? 0) - (a.expiresAt ?? 0))
  const first = (count: number) => ({ ...grant, accessTokens: Object.fromEntries(tokens.slice(0, count)) })
  return [...tokens.keys(), tokens.length].reverse().map((count) => JSON.stringify(first(count)))
}

/** Writes the file of tokens with another token for a server, or without one. Only its owner can read it; it is not encrypted. */
async function setFileToken(url: string, token: string | undefined): Promise<void> {
  const { [url]: previous, ...others } = await readTokens()
  if (previous === token) return
  const file = tokenFilePath()
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await chmod(dirname(file), 0o700) // it may exist
  await writeFileAtomic(file, `${JSON.stringify({ ...others, [url]: token }, null, 2)}\n`, true)
}
