export type IsAllowedOrigin = (origin: string) => boolean

/**
 * Returns a check of `Origin` headers against a list of origins. `http://localhost:*` in the list allows any port, including the
 * default port of the scheme. Everything else is compared as browsers serialize an origin (RFC 6454, section 6.2): in lower case,
 * without a path and without the default port.
 */
export function createOriginCheck(origins: readonly string[]): IsAllowedOrigin {
  const listed = new Set(origins.filter((origin) => !origin.endsWith(':*')))
  const anyPort = new Set(origins.filter((origin) => origin.endsWith(':*')).map((origin) => origin.slice(0, -2)))
  if (anyPort.size === 0) return (origin) => listed.has(origin)
  return (origin) => listed.has(origin) || anyPort.has(withoutPort(origin))
}

/** Only digits count as a port: `http://localhost:1@evil.example` names another host. */
function withoutPort(origin: string): string {
  return origin.replace(/:\d{1,5}$/, '')
}
