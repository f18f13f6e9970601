import { type Keeper, ServiceError } from '@taskpact/service'
import { parse, type SerializeOptions, serialize } from 'cookie'
import type { Request, Response } from 'express'

export interface CookieOptions {
  /** Behind TLS: the cookie is for this host alone, and only over TLS (RFC 6265bis, section 4.1.3.2). */
  readonly secure: boolean
  /** The origins whose pages may use the cookie, beside the server's own. */
  readonly origins: readonly string[]
}

/** Keeps the refresh token in a cookie that scripts cannot read and that foreign pages do not send. */
export function cookieKeeper(req: Request, res: Response, { secure, origins }: CookieOptions): Keeper {
  const name = secure ? '__Host-refresh' : 'refresh'
  const options: SerializeOptions = { httpOnly: true, secure, sameSite: 'strict', path: '/' }

  return {
    read() {
      const kept = parse(req.headers.cookie ?? '')[name]
      if (kept !== undefined && !isAllowed(req, origins)) {
        throw new ServiceError('forbidden', 'Forbidden: this page may not use the session of the browser.')
      }
      return kept
    },
    write: (token, expires) => void res.append('Set-Cookie', serialize(name, token, { ...options, expires })),
    clear: () => void res.append('Set-Cookie', serialize(name, '', { ...options, expires: new Date(0) })),
  }
}

/** Browsers send both headers, and no page can forge them: what sends neither is no page that may. */
function isAllowed({ headers }: Request, origins: readonly string[]): boolean {
  if (headers['sec-fetch-site'] === 'same-origin') return true
  return headers.origin !== undefined && origins.includes(headers.origin)
}
