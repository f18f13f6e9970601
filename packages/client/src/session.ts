import type { Problem, User } from '@taskpact/contract'
import type { ApiError } from './api-error.js'
import type { ClientContext } from './execute.js'
import type { ClientRoute, RouteTable } from './route-table.js'
import type { Deadline } from './timeout.js'
import type { TokenStore } from './token-store.js'

export interface SessionOptions {
  /**
   * Storage of the tokens. Default: `memory`.
   *
   * - `memory`: lost when the page or the process ends.
   * - `cookie`: the server sets the refresh token as an `HttpOnly` cookie, which survives a reload and is not readable by scripts.
   *   Requires a page of the server's own origin or of one in its `CORS_ORIGINS`; a sign-in whose cookie the browser does not keep
   *   fails with `cookie_blocked`.
   * - a `TokenStore`: survives a reload; all scripts of the page can read it.
   */
  readonly storage?: 'memory' | 'cookie' | TokenStore | undefined
  /** @deprecated Renamed to `storage`. */
  readonly keep?: 'memory' | 'cookie' | TokenStore | undefined
  /**
   * Called once when the session ends: with the error that ended it (`invalid_token`, `forbidden`, or `session_changed` if another
   * user signed in), or with undefined after a sign-out in this tab or in another.
   */
  readonly onSignedOut?: ((error: ApiError | undefined) => void) | undefined
  /** Distinguishes the sessions of one origin. Default: `taskpact`. */
  readonly name?: string | undefined
}

/**
 * - `loading`: not yet known, as the storage has not been read or the server not been asked.
 * - `second-factor-required`: signed out, and a sign-in waits for its second step: see `secondFactor`.
 */
export type SessionStatus = 'loading' | 'signed-in' | 'signed-out' | 'second-factor-required'

/** A sign-in that waits for its second step. */
export interface SecondFactorStep {
  /** Identifies the sign-in, for `client.auth.signInWithCode`. It expires after 10 minutes. */
  readonly ticket: string
  /** The factors of the user. */
  readonly factors: NonNullable<Problem['factors']>
}

/** The session of one client. Its tokens are refreshed automatically. */
export interface Session {
  readonly status: SessionStatus
  /** The signed-in user as of the last sign-in or refresh; undefined for any other status. */
  readonly user: User | undefined
  /**
   * Set when a sign-in of this tab fails with `second_factor_required`. Undefined after its second step or any other sign-in, after
   * `invalid_ticket`, and after a sign-out.
   */
  readonly secondFactor: SecondFactorStep | undefined
  /**
   * Calls `listener` after each change of `status`, `secondFactor` or the user, also by another tab, until the returned function is called. If the
   * status is not yet known, the client finds out.
   */
  subscribe(listener: () => void): () => void
  /** Returns an access token that has not expired, for requests made without the client; undefined if signed out. */
  token(): Promise<string | undefined>
  /**
   * Signs out like `client.auth.signout()`. With `offline`, the session ends here even if the server does not respond; a session
   * in a cookie then ends on the server at the next contact.
   */
  signout(options?: { readonly offline?: boolean | undefined }): Promise<void>
  /** Deletes the local tokens without a request. The session in a cookie ends on the server at the next contact. */
  clearLocal(): Promise<void>
  /** @deprecated Renamed to `clearLocal`. */
  forget(): Promise<void>
}

export type Send = (token: string | undefined, defaults?: { readonly session: 'cookie' }) => Promise<unknown>

/** The part of a session that only the client uses. */
export interface InternalSession extends Session {
  readonly usesCookie: boolean
  /** The name of what the tabs of this session and user share. Undefined if other tabs have sessions of their own. */
  sharedName(): string | undefined
  /** Lets the session send requests through a client. */
  bind(routes: RouteTable, client: ClientContext): void
  /** Calls an operation with the token of the session, which the operation may change. */
  call(route: ClientRoute, send: Send, deadline: Deadline): Promise<unknown>
}
