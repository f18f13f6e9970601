import type { AppRoute, AppRouter, Contract, Input, Metadata, Output } from '@taskpact/contract'
import type { Database } from '@taskpact/db'

/** Who calls, as the access token says. */
export interface Caller {
  readonly userId: string
  /** The session of ours that the token is of; undefined for a token of another issuer. */
  readonly sessionId?: string | undefined
}

/** What a transport can keep at the caller's for the next call, out of reach of scripts. */
export interface Keeper {
  /** What is kept. Throws `forbidden` when a page that may not have asked for the call. */
  read(): string | undefined
  write(refreshToken: string, expiresAt: Date): void
  clear(): void
}

/** How many calls of one class a caller has, and how many are left. */
export interface Allowance {
  readonly policy: string
  readonly quota: number
  readonly windowSeconds: number
  readonly remaining: number
  /** Until the quota is whole again. */
  readonly resetSeconds: number
}

/** The other end of the wire. */
export interface Client {
  readonly ip?: string | undefined
  readonly userAgent?: string | undefined
  readonly keeper?: Keeper | undefined
  /** Is told of what a call counted as, before it is answered. */
  readonly onAllowance?: ((allowance: Allowance) => void) | undefined
}

/** What surrounds a call, whatever the transport. */
export interface Context {
  readonly caller: Caller | undefined
  readonly client: Client
  /** The pool or, inside an idempotent call or a batch, the running transaction. */
  readonly db: Database
  readonly now: () => Date
  readonly requestId: string
  /** Runs an effect that cannot be undone: at once, or when the running transaction holds. */
  readonly afterCommit: (effect: () => void) => void
}

/** The context of an operation that only signed-in users may call. */
export interface UserContext extends Context {
  readonly caller: Caller
}

type ContextOf<R> = R extends { metadata: infer M extends Metadata }
  ? M['access'] extends 'user'
    ? UserContext
    : Context
  : never

/** An output whose lists may be given as they are read, and so a file, for those that are too long to hold. */
export type Streamable<T> = T extends string
  ? T | AsyncIterable<string>
  : T extends readonly unknown[] | undefined
    ? T
    : { [K in keyof T]: T[K] extends (infer I)[] ? T[K] | AsyncIterable<I> : T[K] }

/** The implementation of one route. */
export type Handler<R extends AppRoute> = (input: Input<R>, ctx: ContextOf<R>) => Promise<Streamable<Output<R>>>

/** A handler for each route of a contract; one that is missing does not compile. */
export type Service<C extends AppRouter = Contract> = {
  readonly [K in keyof C]: C[K] extends AppRoute ? Handler<C[K]> : C[K] extends AppRouter ? Service<C[K]> : never
}
