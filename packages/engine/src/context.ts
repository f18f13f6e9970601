import type { AppRoute, AppRouter, CalledKey, Input, Metadata, Output } from '@taskpact/contract/core'
import type { History } from './stores.js'

/** The authenticated user of a call. */
export interface Caller {
  readonly userId: string
  /** The session of the access token. Undefined for a token of another issuer. */
  readonly sessionId?: string | undefined
  /** The token of another issuer. Undefined for a token of this service. */
  readonly externalToken?: ExternalToken | undefined
  /** Scopes of the token, with those that they include. Undefined: unrestricted. */
  readonly scopes?: readonly string[] | undefined
  /** The id of a personal access token. Undefined for other tokens. */
  readonly tokenId?: string | undefined
  /** The app that acts for the user, by OAuth 2.1. Undefined for other tokens. */
  readonly clientId?: string | undefined
}

/** What a handler needs to know of a token of another issuer. */
export interface ExternalToken {
  /** Identifies the token, or its session at the issuer. Undefined if no claim does. */
  readonly key: string | undefined
  /** When it was issued, in seconds since 1970. Undefined if it does not say. */
  readonly issuedAt: number | undefined
  /** When it is no longer accepted, in seconds since 1970. */
  readonly expiresAt: number
}

/** The client that sent a request. */
export interface Client {
  readonly ip?: string | undefined
  readonly userAgent?: string | undefined
  /** The refresh token cookie. Undefined on transports without cookies. */
  readonly cookie?: TokenCookie | undefined
  /** The device token cookie. Undefined on transports without cookies. */
  readonly deviceCookie?: TokenCookie | undefined
}

export interface TokenCookie {
  /** The token that the request sent. */
  readonly token: string | undefined
  /** Whether the page that made the request may use the cookie. */
  readonly isAllowed: boolean
  /** The header without which an allowed page may not use the cookie, if the request lacks it. */
  readonly missingHeader?: string | undefined
}

/** Stores the refresh token of a session at the client, where scripts cannot read it. */
export interface RefreshTokenStore {
  /** Throws `forbidden` if the page that made the request may not use the token, or if a required header is missing. */
  get(): string | undefined
  set(token: string, expiresAt: Date): void
  clear(): void
}

/** Stores the token of a device at the client, where scripts cannot read it. It outlives the sessions of the device. */
export interface DeviceTokenStore {
  /** Returns undefined without a token, or if the page that made the request may not use it. */
  get(): string | undefined
  set(token: string, expiresAt: Date): void
}

/** What surrounds a call, whatever the transport. `Db` is the handle that handlers run their queries on. */
export interface Context<Db = unknown> {
  readonly caller: Caller | undefined
  readonly client: Client
  /** The pool or, inside an idempotent call or a batch, the open transaction. */
  readonly db: Db
  readonly now: () => Date
  /** What cursors of this database belong to. */
  readonly history: History
  readonly requestId: string
  /** Aborted when the client disconnects, or when the server closes its connection on shutdown. */
  readonly signal: AbortSignal
  /** Undefined on transports without cookies. */
  readonly refreshToken: RefreshTokenStore | undefined
  /** Undefined on transports without cookies. */
  readonly deviceToken: DeviceTokenStore | undefined
  /** Runs an effect that cannot be rolled back: now, or once the open transaction has committed. */
  readonly afterCommit: (effect: () => void) => void
}

/** The context of an operation with `access: 'user'`. */
export interface UserContext<Db = unknown> extends Context<Db> {
  readonly caller: Caller
}

type ContextOf<R, Db> = R extends { metadata: infer M extends Metadata }
  ? M['access'] extends 'user'
    ? UserContext<Db>
    : Context<Db>
  : never

/** An output whose arrays, or whose whole text, may be async iterables, so that they need not fit into memory. */
export type Streamable<T> = T extends string
  ? T | AsyncIterable<string>
  : T extends readonly unknown[] | undefined
    ? T
    : { [K in keyof T]: T[K] extends (infer I)[] ? T[K] | AsyncIterable<I> : T[K] }

/** A write whose response has no body returns its revision alone. */
type Returned<R extends AppRoute> = R extends { metadata: { writes: string } }
  ? Output<R> extends undefined
    ? { readonly revision: number }
    : Output<R>
  : Output<R>

/** The implementation of one route. */
export type Handler<R extends AppRoute, Db = unknown> = (
  input: Input<R>,
  ctx: ContextOf<R, Db>,
) => Promise<Streamable<Returned<R>>>

/** A handler for each route of a contract. A missing one does not compile. */
export type Service<C extends AppRouter, Db = unknown> = {
  readonly [K in keyof C as CalledKey<C, K>]: C[K] extends AppRoute
    ? Handler<C[K], Db>
    : C[K] extends AppRouter
      ? Service<C[K], Db>
      : never
}
