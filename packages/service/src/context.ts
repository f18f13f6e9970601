import type { AppRoute, AppRouter, Contract, Input, Metadata, Output } from '@taskpact/contract'
import type { Database } from '@taskpact/db'

/** Who calls, as the access token says. */
export interface Caller {
  readonly userId: string
}

/** What surrounds a call, whatever the transport. */
export interface Context {
  readonly caller: Caller | undefined
  readonly db: Database
  readonly now: () => Date
  readonly requestId: string
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

/** The implementation of one route. */
export type Handler<R extends AppRoute> = (input: Input<R>, ctx: ContextOf<R>) => Promise<Output<R>>

/** A handler for each route of a contract; one that is missing does not compile. */
export type Service<C extends AppRouter = Contract> = {
  readonly [K in keyof C]: C[K] extends AppRoute ? Handler<C[K]> : C[K] extends AppRouter ? Service<C[K]> : never
}
