import type { SignedIn } from '@taskpact/contract'
import type { ApiError } from './api-error.js'
import { isExpired, readTokens, type SessionTokens, toSessionTokens } from './session-tokens.js'
import { openTabSync, withTabLock } from './tab-sync.js'
import { createMemoryStore, type TokenStore } from './token-store.js'

export interface SessionOptions {
  /**
   * Storage of the tokens. Default: `memory`.
   *
   * - `memory`: lost when the page or the process ends.
   * - `cookie`: the server sets the refresh token as an `HttpOnly` cookie, which survives a reload and is not readable by scripts.
   *   Requires a page of the server's own origin or of one in its `CORS_ORIGINS`.
   * - a `TokenStore`: survives a reload; all scripts of the page can read it.
   */
  readonly storage?: 'memory' | 'cookie' | TokenStore | undefined
  /**
   * Called once when the session ends: with the error that ended it (`invalid_token` or `forbidden`), or with undefined after a
   * sign-out in this tab or in another.
   */
  readonly onSignedOut?: ((error: ApiError | undefined) => void) | undefined
  /** Distinguishes the sessions of one origin. Default: `taskpact`. */
  readonly name?: string | undefined
}

/** The session of one client. Its tokens are refreshed automatically. */
export interface Session {
  /** Returns an access token that has not expired, for requests made without the client; undefined if signed out. */
  token(): Promise<string | undefined>
  /** Deletes the local tokens without a request to the server; `client.auth.signout()` does both. */
  forget(): Promise<void>
}

/** The part of a session that only the client uses. */
export interface InternalSession extends Session {
  readonly usesCookie: boolean
  /** Sets the function that requests new tokens. */
  bind(request: RequestTokens): void
  current(): Promise<SessionTokens | undefined>
  /**
   * Returns the tokens that replace rejected ones. Concurrent calls share one request; rejects with its error.
   */
  refresh(rejected: SessionTokens | undefined): Promise<SessionTokens | undefined>
  start(signedIn: SignedIn): Promise<void>
}

/** Errors of a token refresh that end the session: the refresh token is invalid, or this origin may not use its cookie. */
const terminalCodes: readonly unknown[] = ['invalid_token', 'forbidden']

type RequestTokens = (refreshToken: string | undefined) => Promise<SignedIn>

/**
 * Creates a session for `createClient({ baseUrl, session })`. Signing up or in stores the tokens and signing out deletes them. A
 * call that is rejected because its token expired is repeated once with a new token. With Web Locks
 * (https://www.w3.org/TR/web-locks/), tabs with the same storage and name refresh their tokens once for all of them.
 */
export function createSession({ storage = 'memory', onSignedOut, name = 'taskpact' }: SessionOptions = {}): Session {
  const usesCookie = storage === 'cookie'
  const store = typeof storage === 'object' ? storage : createMemoryStore()
  const tabs = storage === 'memory' ? undefined : openTabSync(name, onBroadcast)
  const read = () => readTokens(store)
  let requestTokens: RequestTokens | undefined
  let refreshing: Promise<SessionTokens | undefined> | undefined
  /** False until the cookie has been tried, because scripts cannot see whether there is one. */
  let isSignedOut = !usesCookie

  async function onBroadcast(tokens: SessionTokens | undefined): Promise<void> {
    isSignedOut = tokens === undefined
    if (usesCookie) await (tokens ? store.set(JSON.stringify(tokens)) : store.remove())
    if (!tokens) onSignedOut?.(undefined)
  }

  async function save(tokens: SessionTokens): Promise<SessionTokens> {
    isSignedOut = false
    await store.set(JSON.stringify(tokens))
    if (usesCookie) tabs?.broadcast(tokens)
    return tokens
  }

  async function end(error?: ApiError): Promise<void> {
    isSignedOut = true
    const wasSignedIn = (await read()) !== undefined
    await store.remove()
    if (!wasSignedIn) return
    tabs?.broadcast(undefined)
    onSignedOut?.(error)
  }

  async function refreshTokens(rejected: SessionTokens | undefined): Promise<SessionTokens | undefined> {
    const previous = await read()
    if (previous?.token !== rejected?.token || !requestTokens) return previous
    if (!usesCookie && !previous?.refreshToken) return previous
    try {
      const next = toSessionTokens(await requestTokens(previous?.refreshToken))
      const current = await read()
      // A sign-out or another sign-in during the request wins over its result.
      return current?.token === previous?.token ? await save(next) : current
    } catch (error) {
      const current = await read()
      if (current?.token !== previous?.token) return current
      if (terminalCodes.includes((error as ApiError).code)) await end(error as ApiError)
      else throw error
      // Without previous tokens there was no session to end, so the caller is signed out and has no error.
      if (previous) throw error
      return undefined
    }
  }

  const session: InternalSession = {
    usesCookie,
    bind(request) {
      requestTokens = request
    },
    async current() {
      const tokens = await read()
      return (tokens ? isExpired(tokens) : !isSignedOut) ? session.refresh(tokens) : tokens
    },
    refresh(rejected) {
      const work = () => refreshTokens(rejected)
      refreshing ??= (storage === 'memory' ? work() : withTabLock(name, work, usesCookie ? tabs : undefined)).finally(
        () => {
          refreshing = undefined
        },
      )
      return refreshing
    },
    start: async (signedIn) => void (await save(toSessionTokens(signedIn))),
    token: async () => (await session.current())?.token,
    forget: () => end(),
  }
  return session
}
