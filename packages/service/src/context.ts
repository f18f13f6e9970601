import type { AppRouter, Contract } from '@taskpact/contract'
import type { Database } from '@taskpact/db'
import type * as engine from '@taskpact/engine'

/** The types of the engine, bound to the database of this product. */
export type Context = engine.Context<Database>
export type UserContext = engine.UserContext<Database>
export type Service<C extends AppRouter = Contract> = engine.Service<C, Database>
