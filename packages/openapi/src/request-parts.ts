import { type FileType, type HeaderParameter, headerParameters, type Operation } from '@taskpact/contract'
import * as z from 'zod'

type Parameters = Readonly<Record<string, z.ZodType>>

/** The parameters of the path or of the query; `operations` has seen to it that each part is an object. */
export function parametersIn(part: unknown): Parameters {
  return part instanceof z.ZodObject ? part.shape : {}
}

/** The headers that carry fields, by their names. */
export function headersIn({ places }: Operation): Parameters {
  const carried = Object.entries<HeaderParameter>(headerParameters).filter(([field]) => places[field] === 'header')
  return Object.fromEntries(carried.map(([, { header, wire }]) => [header, wire]))
}

/** The schema of the fields in the request body, where the route has one. */
export function bodyOf({ route }: Operation): z.ZodType | undefined {
  return 'body' in route && route.body instanceof z.ZodType ? route.body : undefined
}

/** What the body of a request may be: one of several files, or JSON of the fields. */
export function bodiesOf(operation: Operation): readonly FileType[] {
  return operation.metadata.requestFile ? Object.values(operation.metadata.requestFile) : json(bodyOf(operation))
}

/** What the body of a success may be: one of several files, or JSON of the output. */
export function answersOf({ output, metadata }: Operation): readonly FileType[] {
  return metadata.responseFile ? Object.values(metadata.responseFile) : json(output)
}

function json(schema: z.ZodType | undefined): FileType[] {
  return schema ? [{ mediaType: 'application/json', schema }] : []
}
