/**
 * Returns whether a host of a URL or a setting is a loopback address in its usual spelling, so that no network can read what is sent to it
 * (RFC 8252, section 8.3).
 */
export function isLoopbackHost(host: string): boolean {
  return ['localhost', '127.0.0.1', '::1', '[::1]'].includes(host)
}
