import { initContract } from '@ts-rest/core'
import type * as z from 'zod'

/**
 * A route of ts-rest. Told here, because the types of ts-rest do not compile with zod 4 where libraries are checked too; no type
 * that we publish may name one of them.
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

/** Told by the little that all schemas share: to compare a whole one with zod's, route by route, takes the compiler long. */
interface Schema {
  readonly '~standard': unknown
}

/** Says that there is no body: ts-rest's symbol. Its type is of ours to publish, and what a schema of nothing is to ts-rest. */
export const noBody = initContract().noBody() as unknown as Pick<z.ZodUndefined, '~standard'>
export type NoBody = typeof noBody | symbol
