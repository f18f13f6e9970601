import type { ClientMetadata } from 'oidc-provider'
import type { OAuthClient } from '../config/oauth-clients.js'

/** The command line of this project. */
export const cliClientId = 'taskpact-cli'
/** The API reference at `/docs`. */
export const docsClientId = 'taskpact-docs'

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'
const codeGrants = ['authorization_code', 'refresh_token']

/** Returns the metadata of clients that need no registration: those of this project, and those in `OAUTH_CLIENTS`. */
export function knownClients(docsCallback: string, configured: readonly OAuthClient[]): ClientMetadata[] {
  return [
    {
      client_id: cliClientId,
      client_name: 'Taskpact command line',
      redirect_uris: ['http://127.0.0.1/callback', 'http://[::1]/callback', 'http://localhost/callback'],
      grant_types: [...codeGrants, deviceGrant],
      token_endpoint_auth_method: 'none',
    },
    {
      client_id: docsClientId,
      client_name: 'Taskpact API reference',
      redirect_uris: [docsCallback],
      grant_types: ['authorization_code'],
      token_endpoint_auth_method: 'none',
    },
    ...configured.map(toMetadata),
  ]
}

function toMetadata(client: OAuthClient): ClientMetadata {
  const { clientId, name, redirectUris, clientSecret, allowsDevices } = client
  return {
    client_id: clientId,
    client_name: name,
    redirect_uris: [...redirectUris],
    grant_types: allowsDevices ? [...codeGrants, deviceGrant] : codeGrants,
    ...(clientSecret === undefined
      ? { token_endpoint_auth_method: 'none' }
      : { token_endpoint_auth_method: 'client_secret_basic', client_secret: clientSecret }),
  }
}
