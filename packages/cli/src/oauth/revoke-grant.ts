import { postForm } from './send.js'
import type { StoredGrant } from './stored-grant.js'

/** Revokes a grant at its authorization server (RFC 7009). Resolves with false if that is not possible. */
export async function revokeGrant(grant: StoredGrant, signal: AbortSignal): Promise<boolean> {
  const { refreshToken, revocationEndpoint, clientId } = grant
  if (refreshToken === undefined || revocationEndpoint === undefined) return false
  const form = new URLSearchParams({ token: refreshToken, token_type_hint: 'refresh_token', client_id: clientId })
  try {
    await postForm(revocationEndpoint, form, signal)
    return true
  } catch {
    signal.throwIfAborted()
    return false
  }
}
