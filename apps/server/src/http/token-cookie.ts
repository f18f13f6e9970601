import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Effects, TokenCookie } from '@taskpact/engine'
import { parse, type SerializeOptions, serialize } from 'cookie'
import type { IsAllowedOrigin } from './origin-check.js'

/** Which pages browsers send the cookies for. `cross-site`: also those of other sites, with one cookie for each site. */
export const sessionCookies = ['strict', 'lax', 'cross-site'] as const
export type SessionCookie = (typeof sessionCookies)[number]

export interface CookieOptions {
  /** Whether browsers reach the server over TLS. Cookies are then limited to this host (RFC 6265bis, section 4.1.3.2). */
  readonly secure: boolean
  readonly sessionCookie: SessionCookie
  /** The origins whose pages may use the cookies, besides the server's own. */
  readonly isAllowedOrigin: IsAllowedOrigin
}

/** The cookies that contain a token. The one of the device outlives sessions. */
export type TokenCookieName = 'refresh' | 'device'

/** Returns a token cookie of a request, and whether the page that sent it may use it. */
export function readTokenCookie(req: IncomingMessage, name: TokenCookieName, options: CookieOptions): TokenCookie {
  const token = cookiesOf(req)[nameOf(name, options)]
  const isFromAllowedPage = comesFromAllowedPage(req.headers, options.isAllowedOrigin)
  // Other sites can send this cookie, so the request must be one that needs a preflight (OWASP: custom request headers).
  const lacksHeader = options.sessionCookie === 'cross-site' && !req.headers['x-requested-with']
  return {
    token,
    isAllowed: isFromAllowedPage && !lacksHeader,
    missingHeader: isFromAllowedPage && lacksHeader ? 'X-Requested-With' : undefined,
  }
}

/** No page can forge these headers. */
function comesFromAllowedPage(
  { origin, 'sec-fetch-site': site, 'x-requested-with': custom }: IncomingHttpHeaders,
  isAllowedOrigin: IsAllowedOrigin,
): boolean {
  if (site === 'same-origin') return true
  if (origin !== undefined) return isAllowedOrigin(origin)
  // Without TLS, a browser adds neither of them to a GET request of the same origin. Other origins cannot add this one without theirs.
  return site === undefined && Boolean(custom)
}

/** Sets or removes the cookie, which scripts cannot read. Removes one that the browser kept under another `sessionCookie`. */
export function writeTokenCookie(
  res: ServerResponse,
  name: TokenCookieName,
  change: NonNullable<Effects['setRefreshToken']> | null,
  options: CookieOptions,
): void {
  const cookie = change
    ? serialize(nameOf(name, options), change.token, { ...attributesOf(options), expires: change.expiresAt })
    : removalOf(name, options)
  res.appendHeader('Set-Cookie', cookie)
  const sent = cookiesOf(res.req)
  const earlier = { ...options, sessionCookie: otherOf(options.sessionCookie) }
  if (sent[nameOf(name, earlier)] !== undefined) res.appendHeader('Set-Cookie', removalOf(name, earlier))
}

function removalOf(name: TokenCookieName, options: CookieOptions): string {
  return serialize(nameOf(name, options), '', { ...attributesOf(options), expires: new Date(0) })
}

/** Browsers accept `SameSite=None` and `Partitioned` only with `Secure` (https://github.com/privacycg/CHIPS). */
function attributesOf({ secure, sessionCookie }: CookieOptions): SerializeOptions {
  const always: SerializeOptions = { httpOnly: true, path: '/' }
  return sessionCookie === 'cross-site'
    ? { ...always, secure: true, sameSite: 'none', partitioned: true }
    : { ...always, secure, sameSite: sessionCookie }
}

/** A partitioned cookie does not replace one that is not, so they have different names. */
function nameOf(name: TokenCookieName, { secure, sessionCookie }: CookieOptions): string {
  const prefix = secure ? '__Host-' : ''
  return sessionCookie === 'cross-site' ? `${prefix}${name}-cross-site` : prefix + name
}

function otherOf(sessionCookie: SessionCookie): SessionCookie {
  return sessionCookie === 'cross-site' ? 'strict' : 'cross-site'
}

function cookiesOf({ headers: { cookie } }: IncomingMessage): Readonly<Record<string, string | undefined>> {
  return cookie === undefined ? {} : parse(cookie)
}
