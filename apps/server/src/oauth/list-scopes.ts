import { scopeNames } from '@taskpact/contract'
import type { KoaContextWithOIDC } from 'oidc-provider'

/** Adds the scopes of the API to the metadata (RFC 8414, section 2). The library lists its own only. */
export async function listScopes(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next()
  const { body } = ctx
  if (typeof body === 'object' && body !== null && 'scopes_supported' in body)
    ctx.body = { ...body, scopes_supported: [...scopeNames, ...(body.scopes_supported as string[])] }
}
