import type { AppRoute } from './core/route.js'
import { errorTable, Problem } from './errors.js'

type ErrorStatus = (typeof errorTable)[keyof typeof errorTable]['status']

interface ProblemResponses {
  readonly responses: { readonly [Status in ErrorStatus]: typeof Problem }
  readonly strictStatusCodes: true
}

/** A route with a Problem at every status of the error table, for plain ts-rest clients. */
export type WithProblems<R> = R & ProblemResponses

/** The routes of a resource by their interfaces. Those that are not generated yet have none. */
export type Named<Interfaces, Routes> = Interfaces & AllWithProblems<Omit<Routes, keyof Interfaces>>

type AllWithProblems<T> = {
  readonly [K in keyof T]: T[K] extends AppRoute ? WithProblems<T[K]> : AllWithProblems<T[K]>
}

export const problemResponses = Object.fromEntries(
  Object.values(errorTable).map(({ status }) => [status, Problem]),
) as ProblemResponses['responses']
