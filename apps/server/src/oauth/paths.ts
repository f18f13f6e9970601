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

const metadataPaths: ReadonlySet<string> = new Set([
  '/.well-known/oauth-authorization-server',
  '/.well-known/openid-configuration',
])

/** Returns whether the authorization server serves a path. */
export function isOAuthPath(path: string): boolean {
  return path.startsWith('/oauth/') || metadataPaths.has(path)
}
