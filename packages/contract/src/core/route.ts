import { initContract } from '@ts-rest/core'
import type * as z from 'zod'

/**
 * A ts-rest route. Declared here because the types of ts-rest do not compile with zod 4 and `skipLibCheck: false`, so the published
 * types must not refer to them.
 */
export interface AppRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly pathParams?: Schema | undefined
  readonly query?: Schema | undefined
  readonly body?: Schema | NoBody | undefined
  readonly responses: Readonly<Record<number, Schema | NoBody>>
  readonly summary?: string
  readonly description?: string
  readonly metadata?: unknown
}

/** Routes by name, to any depth. */
export interface AppRouter {
  readonly [key: string]: AppRoute | AppRouter
}

export function isAppRoute(part: AppRoute | AppRouter): part is AppRoute {
  return typeof part.method === 'string'
}

/** Returns the HTTP status of success. */
export function successStatus(route: AppRoute): number {
  return Number(Object.keys(route.responses).find(isSuccess))
}

export function isSuccess(status: string): boolean {
  return /^2\d\d$/.test(status)
}

/**
 * The property that all schemas share. Comparing complete zod types for each route would slow down the compiler (see
 * PERFORMANCE.md).
 */
interface Schema {
  readonly '~standard': unknown
}

/** Declares that there is no body: the symbol of ts-rest, with a type that can be published and that ts-rest accepts. */
export const noBody = initContract().noBody() as unknown as Pick<z.ZodUndefined, '~standard'>
export type NoBody = typeof noBody | symbol
