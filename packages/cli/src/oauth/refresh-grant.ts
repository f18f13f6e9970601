import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { replaceStored } from '../store-token.js'
import { findStored } from '../stored-token.js'
import { tokenFilePath } from '../token-file.js'
import { Failure } from '../usage-error.js'
import { withLock } from '../with-lock.js'
import { OAuthError } from './oauth-error.js'
import { postForm } from './send.js'
import { type StoredGrant, toStoredGrant, usableToken } from './stored-grant.js'
import { toTokens } from './token-response.js'

const notSignedIn = 4

/** Interrupting a refresh could lose the new refresh token. */
const never = new AbortController().signal

/**
 * Returns the stored grant of a server, with an access token for a resource that does not expire soon. Stores new tokens before it returns
 * them. Throws a Failure if the user must sign in again, and an ApiError if the authorization server does not respond.
 */
export async function refreshGrant(url: string, resource: string): Promise<StoredGrant> {
  // The lock is a file in this folder, even with a keychain.
  await mkdir(dirname(tokenFilePath()), { recursive: true, mode: 0o700 }).catch(() => {})
  return withLock(async () => {
    const stored = await findStored(url)
    const grant = stored && toStoredGrant(stored.text)
    if (!grant) throw signInAgain(url, 'The stored token was replaced')
    if (usableToken(grant, resource)) return grant // another process has refreshed it
    const next = await refresh(url, grant, resource)
    await replaceStored(url, stored.place, next)
    return next
  })
}

async function refresh(url: string, grant: StoredGrant, resource: string): Promise<StoredGrant> {
  const { clientId, tokenEndpoint, refreshToken, accessTokens } = grant
  if (refreshToken === undefined) throw signInAgain(url, 'The sign-in has expired')
  const form = { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: clientId, resource }
  try {
    const tokens = toTokens(await postForm(tokenEndpoint, new URLSearchParams(form), never))
    return {
      ...grant,
      refreshToken: tokens.refreshToken ?? refreshToken,
      accessTokens: { ...accessTokens, [resource]: tokens.access },
    }
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    if (error.code === 'invalid_target') throw signInAgain(url, `The sign-in is not for ${resource}`)
    throw signInAgain(url, `The sign-in has ended (${error.message})`)
  }
}

function signInAgain(url: string, reason: string): Failure {
  return new Failure(`${reason}.\nNext: sign in again: taskpact login --url ${url}`, notSignedIn)
}
