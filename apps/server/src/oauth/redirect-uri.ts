import { isLoopbackHost } from '../config/loopback.js'

/** Returns whether a redirect URI is an http one with a loopback address. Apps can use it without TLS, and any port (RFC 8252, section 7.3). */
export function isLoopbackUri(uri: string): boolean {
  return hasScheme(uri, 'http:') && isLoopbackHost(new URL(uri).hostname)
}

/** Returns whether an origin is that of an app with some redirect URIs. With a loopback address, any port is (RFC 8252, section 7.3). */
export function isOriginOf(origin: string, redirectUris: readonly string[]): boolean {
  if (origin === 'null') return false // also that of URIs with a scheme of an app
  return redirectUris.some((uri) => new URL(uri).origin === origin || (isLoopbackUri(uri) && isLoopbackUri(origin)))
}

/**
 * Returns whether a redirect URI leads to a program on the computer of the user, however its host is spelled, of which the consent page warns. This
 * includes hosts that `isLoopbackUri` does not accept.
 */
export function leadsToThisComputer(uri: string): boolean {
  return hasScheme(uri, 'https:', 'http:') && thisComputer.test(new URL(uri).hostname)
}

const thisComputer = /^((.+\.)?localhost\.?|127(\.\d+){3}|0\.0\.0\.0|\[::1?\]|\[::ffff:(7f[\da-f]{2}:[\da-f]+|0:0)\])$/

function hasScheme(uri: string, ...schemes: readonly string[]): boolean {
  return URL.canParse(uri) && schemes.includes(new URL(uri).protocol)
}
