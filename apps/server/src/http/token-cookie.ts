import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Effects, TokenCookie } from '@taskpact/engine'
import { parse, type SerializeOptions, serialize } from 'cookie'
import type { IsAllowedOrigin } from './origin-check.js'

export interface CookieOptions {
  /** Whether browsers reach the server over TLS. Cookies are then limited to this host (RFC 6265bis, section 4.1.3.2). */
  readonly secure: boolean
  /** The origins whose pages may use the cookies, besides the server's own. */
  readonly isAllowedOrigin: IsAllowedOrigin
}

/** The cookies that contain a token. The one of the device outlives sessions. */
export type TokenCookieName = 'refresh' | 'device'

/** Returns a token cookie of a request, and whether the page that sent it may use it. */
export function readTokenCookie(
  req: IncomingMessage,
  name: TokenCookieName,
  { secure, isAllowedOrigin }: CookieOptions,
): TokenCookie {
  const { cookie } = req.headers
  const token = cookie === undefined ? undefined : parse(cookie)[nameOf(name, secure)]
  return { token, isAllowed: isFromAllowedPage(req.headers, isAllowedOrigin) }
}

/** No page can forge these headers. */
function isFromAllowedPage(
  { origin, 'sec-fetch-site': site, 'x-requested-with': custom }: IncomingHttpHeaders,
  isAllowedOrigin: IsAllowedOrigin,
): boolean {
  if (site === 'same-origin') return true
  if (origin !== undefined) return isAllowedOrigin(origin)
  // Without TLS, a browser adds neither of them to a GET request of the same origin. Other origins cannot add this one without theirs.
  return site === undefined && custom !== undefined
}

/** Sets or removes the cookie. Scripts cannot read it, and requests from other sites do not send it. */
export function writeTokenCookie(
  res: ServerResponse,
  name: TokenCookieName,
  change: NonNullable<Effects['setRefreshToken']> | null,
  { secure }: CookieOptions,
): void {
  const options: SerializeOptions = { httpOnly: true, secure, sameSite: 'strict', path: '/' }
  const cookie = change
    ? serialize(nameOf(name, secure), change.token, { ...options, expires: change.expiresAt })
    : serialize(nameOf(name, secure), '', { ...options, expires: new Date(0) })
  res.appendHeader('Set-Cookie', cookie)
}

function nameOf(name: TokenCookieName, secure: boolean): string {
  return secure ? `__Host-${name}` : name
}
