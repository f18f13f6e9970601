import { isLoopbackHost } from '../config/loopback.js'

/** Returns whether a redirect URI is an http one with a loopback address. Apps can use it without TLS, and any port (RFC 8252, section 7.3). */
export function isLoopbackUri(uri: string): boolean {
  return hasScheme(uri, 'http:') && isLoopbackHost(new URL(uri).hostname)
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
