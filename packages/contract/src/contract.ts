import { initContract } from '@ts-rest/core'
import { auth } from './accounts/routes.js'
import type { Auth, System, Tasks } from './contract.gen.js'
import { problemResponses } from './problem-responses.js'
import { system } from './system/routes.js'
import { tasks } from './tasks/routes.js'

/** Incremented by breaking changes (removed, renamed, newly required or changed in meaning), not by additions. */
export const contractVersion = 1

/** The path of the API as a protected resource (RFC 9728). The operations on data of a user are below it. */
export const apiPath = '/api'

/** The API. Every transport, document and client is derived from it. */
export type Contract = { readonly system: System; readonly auth: Auth; readonly tasks: Tasks }

// Typed explicitly: the inferred type would add 1.5 MB to the published declarations (see PERFORMANCE.md).
export const contract: Contract = initContract().router(
  { system, auth, tasks },
  { commonResponses: problemResponses, strictStatusCodes: true },
)
