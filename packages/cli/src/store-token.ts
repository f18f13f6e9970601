import { chmod, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { openKeychain } from './keychain.js'
import { readTokens, tokenFilePath } from './token-file.js'
import { Failure } from './usage-error.js'
import { writeFileAtomic } from './write-file-atomic.js'

/**
 * Stores the token of a server, and returns where. Throws a Failure if there is no keychain: a file is used only on request, because it is
 * not encrypted.
 */
export async function storeToken(url: string, token: string, store: 'keychain' | 'file'): Promise<string> {
  const keychain = await openKeychain(url)
  if (store === 'file') {
    await setFileToken(url, token)
    if (typeof keychain !== 'string') keychain.deletePassword()
    return tokenFilePath()
  }
  if (typeof keychain === 'string') {
    throw new Failure(
      `${keychain} Nothing was stored.\nNext: --store file stores the token in a file, not encrypted. Or set TASKPACT_TOKEN`,
    )
  }
  keychain.setPassword(token)
  await setFileToken(url, undefined)
  return 'the keychain'
}

/** Deletes the token of a server wherever it is stored. Returns it, or undefined if there was none. */
export async function deleteToken(url: string): Promise<string | undefined> {
  const keychain = await openKeychain(url)
  const inKeychain = typeof keychain === 'string' ? null : keychain.getPassword()
  const inFile = (await readTokens())[url]
  await setFileToken(url, undefined)
  if (typeof keychain !== 'string' && inKeychain !== null) keychain.deletePassword()
  return inFile ?? inKeychain ?? undefined
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
