import { toStoredGrant } from './oauth/stored-grant.js'
import type { Parsed } from './parse-flags.js'
import { serverUrl } from './server-url.js'
import { deleteToken } from './store-token.js'
import { findStored } from './stored-token.js'
import { note } from './streams.js'
import { Failure } from './usage-error.js'

/** Exit code if the authorization server is not reachable. */
const unreachable = 8

/** Deletes the stored token of a server. Revokes the grant of a sign-in with OAuth. */
export async function logout({ values }: Parsed, signal: AbortSignal): Promise<void> {
  const url = serverUrl(values.url as string | undefined)
  const stored = await findStored(url)
  if (stored === undefined) throw new Failure(`No token is stored for ${url}`)
  const grant = toStoredGrant(stored.text)
  const isRevoked = grant && (await (await import('./oauth/revoke-grant.js')).revokeGrant(grant, signal))
  await deleteToken(url)
  const deleted = `The token for ${url} was deleted on this computer.`
  if (!grant) return note(`${deleted} It stays valid until it expires or is revoked.`)
  if (isRevoked) return note(`Signed out of ${url}. The token was revoked, and deleted on this computer.`)
  throw new Failure(
    `${deleted} It could not be revoked, and stays valid until it expires.\nNext: disconnect the app in your account at ${url}`,
    unreachable,
  )
}
