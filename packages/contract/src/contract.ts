import { initContract } from '@ts-rest/core'
import { auth } from './auth.js'
import { errorTable, Problem } from './errors.js'
import { system } from './system.js'
import { tasks } from './tasks.js'

type ErrorStatus = (typeof errorTable)[keyof typeof errorTable]['status']

/** A plain ts-rest client sees a Problem at every status of the error table. */
const problems = Object.fromEntries(Object.values(errorTable).map(({ status }) => [status, Problem])) as Record<
  ErrorStatus,
  typeof Problem
>

/** The API: what every transport, document and client is derived from. */
export const contract = initContract().router(
  { system, auth, tasks },
  { commonResponses: problems, strictStatusCodes: true },
)
export type Contract = typeof contract
