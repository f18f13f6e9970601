import { isLoopbackHost } from '../config/loopback.js'

/** Returns whether a redirect URI is an http one with a loopback address. Apps can use it without TLS, and any port (RFC 8252, section 7.3). */
export function isLoopbackUri(uri: string): boolean {
  return hasScheme(uri, 'http:') && isLoopbackHost(new URL(uri).hostname)
}

/** Returns whether one of the redirect URIs of an app has an origin. The port of a loopback address can differ (RFC 8252, section 7.3). */
export function isOriginOf(origin: string, redirectUris: readonly string[]): boolean {
  if (origin === 'null') return false // also the origin of URIs with a private-use scheme
  return redirectUris.some((uri) => new URL(uri).origin === origin || (isLoopbackUri(uri) && isLoopbackUri(origin)))
}

/**
 * Returns whether a redirect URI leads to a program on the user's computer, in any spelling of the host, also those that `isLoopbackUri` does
 * not accept. The consent page then shows a warning.
 */
export function leadsToThisComputer(uri: string): boolean {
  return hasScheme(uri, 'https:', 'http:') && thisComputer.test(new URL(uri).hostname)
}

const thisComputer = /^((.+\.)?localhost\.?|127(\.\d+){3}|0\.0\.0\.0|\[::1?\]|\[::ffff:(7f[\da-f]{2}:[\da-f]+|0:0)\])$/

function hasScheme(uri: string, ...schemes: readonly string[]): boolean {
  return URL.canParse(uri) && schemes.includes(new URL(uri).protocol)
}
