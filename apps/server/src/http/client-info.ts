import type { Allowance, Client, Keeper } from '@taskpact/service'
import type { Request, Response } from 'express'
import { rateLimitHeaders } from './rate-limit-headers.js'
import { type CookieOptions, cookieKeeper } from './refresh-token-cookie.js'

/** Who is at the other end, found out when it is asked for, which of most calls it is not. */
export class ClientInfo implements Client {
  readonly #req: Request
  readonly #res: Response
  readonly #cookies: CookieOptions
  #keeper: Keeper | undefined
  readonly onAllowance: (allowance: Allowance) => void

  constructor(req: Request, res: Response, cookies: CookieOptions) {
    this.#req = req
    this.#res = res
    this.#cookies = cookies
    this.onAllowance = rateLimitHeaders(res)
    void req.socket.remoteAddress // asked once, a socket knows it when it is closed too
  }

  /** The address as far as proxies are trusted. */
  get ip(): string | undefined {
    return this.#req.ip
  }

  get userAgent(): string | undefined {
    return this.#req.headers['user-agent']?.replace(/[^\x20-\x7e]/g, '').slice(0, 300)
  }

  /** What keeps cookies. */
  get keeper(): Keeper {
    this.#keeper ??= cookieKeeper(this.#req, this.#res, this.#cookies)
    return this.#keeper
  }
}
