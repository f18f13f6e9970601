import { createHash } from 'node:crypto'
import type { Provider } from 'oidc-provider'
import type { PendingInteraction } from './pending-interaction.js'

interface Missing {
  readonly missingOIDCScope?: readonly string[]
  readonly missingResourceScopes?: Readonly<Record<string, readonly string[]>>
}

/** Returns the scopes that the app asks for and that the user has not granted yet, each once. */
export function requestedScopes({ details }: PendingInteraction): readonly string[] {
  const { missingOIDCScope = [], missingResourceScopes = {} } = details.prompt.details as Missing
  return [...new Set([...missingOIDCScope, ...Object.values(missingResourceScopes).flat()])]
}

/** Returns the id of the grant that an interaction creates. A form that is sent twice, as by a double click, creates one grant. */
function idOfGrant(interaction: string): string {
  return createHash('sha256').update(`grant ${interaction}`).digest('base64url')
}

export interface GrantedScopes {
  readonly grantId: string
  /** All scopes of the grant, each once. */
  readonly scopes: readonly string[]
}

/** Adds the requested scopes to the grant of the user to the app. Creates the grant if there is none. */
export async function grantRequested(
  provider: Provider,
  { details, client }: PendingInteraction,
  accountId: string,
): Promise<GrantedScopes> {
  const known = details.grantId === undefined ? undefined : await provider.Grant.find(details.grantId)
  const isOwn = known?.accountId === accountId && known.clientId === client.clientId
  const grant = isOwn ? known : new provider.Grant({ accountId, clientId: client.clientId })
  grant.jti ??= idOfGrant(details.uid)
  const { missingOIDCScope, missingResourceScopes = {} } = details.prompt.details as Missing
  if (missingOIDCScope) grant.addOIDCScope(missingOIDCScope.join(' '))
  for (const [resource, scopes] of Object.entries(missingResourceScopes))
    grant.addResourceScope(resource, scopes.join(' '))
  const grantId = await grant.save()
  const scopes = Object.keys(grant.resources ?? {}).flatMap((resource) => grant.getResourceScope(resource).split(' '))
  return { grantId, scopes: [...new Set(scopes.filter((scope) => scope !== ''))] }
}
