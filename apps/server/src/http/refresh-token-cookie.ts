import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Effects, RefreshTokenCookie } from '@taskpact/engine'
import { parse, type SerializeOptions, serialize } from 'cookie'
import type { IsAllowedOrigin } from './origin-check.js'

export interface CookieOptions {
  /** Whether browsers reach the server over TLS. The cookie is then limited to this host (RFC 6265bis, section 4.1.3.2). */
  readonly secure: boolean
  /** The origins whose pages may use the cookie, besides the server's own. */
  readonly isAllowedOrigin: IsAllowedOrigin
}

/** Returns the refresh token cookie of a request, and whether the page that sent it may use it. */
export function readRefreshToken(req: IncomingMessage, { secure, isAllowedOrigin }: CookieOptions): RefreshTokenCookie {
  const { cookie, origin, 'sec-fetch-site': site } = req.headers
  const token = cookie === undefined ? undefined : parse(cookie)[nameOf(secure)]
  // Browsers send one of these headers with every request, and no page can forge them.
  return { token, isAllowed: site === 'same-origin' || (origin !== undefined && isAllowedOrigin(origin)) }
}

/** Sets or removes the cookie. Scripts cannot read it, and requests from other sites do not send it. */
export function writeRefreshToken(
  res: ServerResponse,
  change: NonNullable<Effects['setRefreshToken']> | null,
  { secure }: CookieOptions,
): void {
  const options: SerializeOptions = { httpOnly: true, secure, sameSite: 'strict', path: '/' }
  const cookie = change
    ? serialize(nameOf(secure), change.token, { ...options, expires: change.expiresAt })
    : serialize(nameOf(secure), '', { ...options, expires: new Date(0) })
  res.appendHeader('Set-Cookie', cookie)
}

function nameOf(secure: boolean): string {
  return secure ? '__Host-refresh' : 'refresh'
}
