import { initContract } from '@ts-rest/core'
import { auth } from './accounts/routes.js'
import type { AppRoute } from './core/route.js'
import { errorTable, Problem } from './errors.js'
import { system } from './system/routes.js'
import { tasks } from './tasks/routes.js'

type ErrorStatus = (typeof errorTable)[keyof typeof errorTable]['status']

/** Adds a Problem at every status of the error table, for plain ts-rest clients. */
interface Failing {
  readonly responses: { readonly [Status in ErrorStatus]: typeof Problem }
  readonly strictStatusCodes: true
}
type WithProblems<T> = { readonly [K in keyof T]: T[K] extends AppRoute ? T[K] & Failing : WithProblems<T[K]> }

const problems = Object.fromEntries(Object.values(errorTable).map(({ status }) => [status, Problem])) as Record<
  ErrorStatus,
  typeof Problem
>

// Interfaces, so that editors and compilers show their names instead of expanding them.
interface System extends WithProblems<typeof system> {}
interface Auth extends WithProblems<typeof auth> {}
interface Tasks extends WithProblems<typeof tasks> {}

/** Incremented by breaking changes (removed, renamed, newly required or changed in meaning), not by additions. */
export const contractVersion = 1

/** The API. Every transport, document and client is derived from it. */
export type Contract = { readonly system: System; readonly auth: Auth; readonly tasks: Tasks }

// Typed explicitly: the inferred type would add 1.5 MB to the published declarations (see PERFORMANCE.md).
export const contract: Contract = initContract().router(
  { system, auth, tasks },
  { commonResponses: problems, strictStatusCodes: true },
)
