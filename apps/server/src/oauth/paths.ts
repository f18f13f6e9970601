/** The paths of the authorization server below the public URL. */
export const paths = {
  authorization: '/oauth/authorize',
  interaction: '/oauth/interaction',
  token: '/oauth/token',
  device: '/oauth/device',
  deviceAuthorization: '/oauth/device_authorization',
  revocation: '/oauth/revoke',
  registration: '/oauth/register',
  jwks: '/oauth/jwks',
} as const

/** Where the page with the API reference gets its code. */
export const docsCallback = '/docs/oauth-callback'

const metadataPath = '/.well-known/oauth-authorization-server'
const metadataPaths: ReadonlySet<string> = new Set([metadataPath, '/.well-known/openid-configuration'])

/** Returns whether the authorization server serves a path. */
export function isOAuthPath(path: string): boolean {
  return path.startsWith('/oauth/') || metadataPaths.has(path)
}

/** Returns the URLs of the authorization server that clients need. */
export function endpointsAt(publicUrl: string) {
  return {
    authorizationUrl: publicUrl + paths.authorization,
    tokenUrl: publicUrl + paths.token,
    deviceAuthorizationUrl: publicUrl + paths.deviceAuthorization,
    metadataUrl: publicUrl + metadataPath,
  }
}
