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

/** Paths that only apps send requests to. Their responses are JSON, also if an app prefers HTML (RFC 6749, section 5.2). */
const pathsOfApps: readonly string[] = [paths.token, paths.deviceAuthorization, paths.revocation, paths.registration]

/** Returns whether errors at a path are shown to a user, not to an app. */
export function hasPages(path: string): boolean {
  return !pathsOfApps.includes(path)
}

/** The path of the redirect URI of the API reference. */
export const docsCallback = '/docs/oauth-callback'

const metadataPath = '/.well-known/oauth-authorization-server'
const metadata = [metadataPath, '/.well-known/openid-configuration']

const read = ['GET', 'HEAD']
const readByPages = [...read, 'OPTIONS']
const sentByPages = ['POST', 'OPTIONS']

/** The methods of the paths that the library serves. A path with `/:id` continues an interaction. */
const methods: Readonly<Record<string, readonly string[]>> = {
  [paths.authorization]: read,
  [`${paths.authorization}/:id`]: read,
  [paths.token]: sentByPages,
  [paths.device]: [...read, 'POST'],
  [`${paths.device}/:id`]: read,
  [paths.deviceAuthorization]: sentByPages,
  [paths.revocation]: sentByPages,
  [paths.registration]: ['POST'],
  [paths.jwks]: readByPages,
  ...Object.fromEntries(metadata.map((path) => [path, readByPages])),
}

/** Returns the methods that the library serves at a path, or undefined if it serves none. */
export function methodsAt(path: string): readonly string[] | undefined {
  return methods[path] ?? methods[path.replace(/\/[^/]+$/, '/:id')]
}

/** Returns whether the authorization server serves a path. */
export function isOAuthPath(path: string): boolean {
  return path.startsWith('/oauth/') || metadata.includes(path)
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
