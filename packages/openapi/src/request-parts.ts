import type { Operation } from '@taskpact/contract'
import * as z from 'zod'

/** The parameters of the path or of the query; `operations` has seen to it that each part is an object. */
export function parametersIn(part: unknown): Readonly<Record<string, z.ZodType>> {
  return part instanceof z.ZodObject ? part.shape : {}
}

/** The schema of the request body, where the route has one. */
export function bodyOf({ route }: Operation): z.ZodType | undefined {
  return 'body' in route && route.body instanceof z.ZodType ? route.body : undefined
}
