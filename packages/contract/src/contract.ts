import { initContract } from '@ts-rest/core'
import { auth } from './accounts/routes.js'
import type { AppRoute } from './core/route.js'
import { errorTable, Problem } from './errors.js'
import { system } from './system/routes.js'
import { tasks } from './tasks/routes.js'

type ErrorStatus = (typeof errorTable)[keyof typeof errorTable]['status']

/** A plain ts-rest client sees a Problem at every status of the error table. */
interface Failing {
  readonly responses: { readonly [Status in ErrorStatus]: typeof Problem }
  readonly strictStatusCodes: true
}
type WithProblems<T> = { readonly [K in keyof T]: T[K] extends AppRoute ? T[K] & Failing : WithProblems<T[K]> }

const problems = Object.fromEntries(Object.values(errorTable).map(({ status }) => [status, Problem])) as Record<
  ErrorStatus,
  typeof Problem
>

// Interfaces, so that editors and compilers tell them by name, and not by all that is in them.
interface System extends WithProblems<typeof system> {}
interface Auth extends WithProblems<typeof auth> {}
interface Tasks extends WithProblems<typeof tasks> {}

/** Raised by a breaking change: a removal, a renaming, a new requirement or another meaning. An addition does not raise it. */
export const contractVersion = 1

/** The API: what every transport, document and client is derived from. */
export type Contract = { readonly system: System; readonly auth: Auth; readonly tasks: Tasks }

// By its own type, for that of ts-rest would be published as the megabyte that it comes to.
export const contract: Contract = initContract().router(
  { system, auth, tasks },
  { commonResponses: problems, strictStatusCodes: true },
)
