import type { AuthorizedApp } from '@taskpact/service'
import type { Request, Response } from 'express'
import { type Client, errors, type Provider } from 'oidc-provider'
import type { OAuthClient } from '../config/oauth-clients.js'
import { cliClientId, docsClientId } from './clients.js'
import type { ShownApp } from './pages/consent.js'
import { leadsToThisComputer } from './redirect-uri.js'
import { shownName } from './shown-name.js'

type Details = Awaited<ReturnType<Provider['interactionDetails']>>

/** A request of an app that waits for the decision of a user. */
export interface PendingInteraction {
  readonly details: Details
  readonly client: Client
  readonly app: ShownApp
  /** The URL to which the browser returns after the decision. Undefined for a device. */
  readonly redirectUri: string | undefined
}

/** Finds the pending request of the browser. Rejects with `SessionNotFound` if it has expired or belongs to another browser. */
export async function findInteraction(
  provider: Provider,
  req: Request,
  res: Response,
  registered: readonly OAuthClient[],
): Promise<PendingInteraction> {
  const details = await provider.interactionDetails(req, res)
  const clientId = String(details.params.client_id)
  const client = await provider.Client.find(clientId)
  if (!client) throw new errors.InvalidClient('the app does not exist any more')
  const { redirect_uri: uri } = details.params
  const redirectUri = details.deviceCode === undefined && typeof uri === 'string' ? uri : undefined
  const known = [cliClientId, docsClientId, ...registered.map((one) => one.clientId)]
  const app = {
    name: shownName(client.clientName, clientId),
    clientId,
    isRegisteredByOperator: known.includes(clientId),
    host: redirectUri === undefined ? undefined : hostOf(redirectUri),
    isOnThisComputer: redirectUri !== undefined && leadsToThisComputer(redirectUri),
  }
  return { details, client, app, redirectUri }
}

/** Returns the app as the consent page showed it, to be stored with the grant. */
export function toAuthorizedApp({ app }: PendingInteraction, scopes: readonly string[]): AuthorizedApp {
  const { clientId, name, host } = app
  return { clientId, name, host: host ?? null, scopes }
}

const maxHostLength = 300

/** Returns the host of a URI, or its scheme if that is a private-use one of an app on a phone (RFC 8252, section 7.1). */
function hostOf(uri: string): string {
  const { protocol, host } = new URL(uri)
  return (/^https?:$/.test(protocol) ? host : protocol.slice(0, -1)).slice(0, maxHostLength)
}
