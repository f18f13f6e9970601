import { openKeychain } from './keychain.js'
import { toStoredGrant, usableToken } from './oauth/stored-grant.js'
import { readTokens } from './token-file.js'

/** The part of the server that a token is for: an access token of OAuth is valid for one of them. */
export type Audience = 'api' | 'mcp'

export interface Stored {
  readonly text: string
  readonly place: 'file' | 'keychain'
}

/**
 * Returns a function that returns the token for a server: `$TASKPACT_TOKEN`, or the one that `taskpact login` stored, refreshed before it
 * expires. Returns undefined if there is neither. Call it for each request.
 */
export async function findToken(url: string, audience: Audience): Promise<(() => Promise<string>) | undefined> {
  const { TASKPACT_TOKEN } = process.env
  const token = TASKPACT_TOKEN || (await findStored(url))?.text
  if (!token) return undefined
  let grant = TASKPACT_TOKEN ? undefined : toStoredGrant(token)
  if (!grant) return async () => token
  const resource = `${url}/${audience}`
  let refreshing: Promise<string> | undefined
  const refresh = async () => {
    const { refreshGrant } = await import('./oauth/refresh-grant.js')
    grant = await refreshGrant(url, resource)
    return grant.accessTokens[resource]?.token as string
  }
  return async () => {
    const usable = grant && usableToken(grant, resource)
    if (usable) return usable
    refreshing ??= refresh().finally(() => {
      refreshing = undefined
    })
    return refreshing
  }
}

/** Returns the text that `taskpact login` stored for a server, and its place. */
export async function findStored(url: string): Promise<Stored | undefined> {
  const inFile = (await readTokens())[url]
  if (inFile !== undefined) return { text: inFile, place: 'file' }
  const keychain = await openKeychain(url)
  const inKeychain = typeof keychain === 'string' ? null : keychain.getPassword()
  return inKeychain === null ? undefined : { text: inKeychain, place: 'keychain' }
}
