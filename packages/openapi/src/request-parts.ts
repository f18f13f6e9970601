import {
  eventStreamType,
  type FileType,
  type FileTypes,
  type HeaderParameter,
  headerParameters,
  type Operation,
} from '@taskpact/contract'
import * as z from 'zod'

type Parameters = Readonly<Record<string, z.ZodType>>

/** Returns the parameters of the path or the query. `operations` has checked that each part is an object. */
export function parametersIn(part: unknown): Parameters {
  return part instanceof z.ZodObject ? part.shape : {}
}

/** Returns the headers that contain input fields, by name. */
export function headersIn({ places }: Operation): Parameters {
  const carried = Object.entries<HeaderParameter>(headerParameters).filter(([field]) => places[field] === 'header')
  return Object.fromEntries(carried.map(([, { header, wire }]) => [header, wire]))
}

/** Returns the schema of the request body, if the route has one. */
export function bodyOf({ route }: Operation): z.ZodType | undefined {
  return 'body' in route && route.body instanceof z.ZodType ? route.body : undefined
}

/** Returns the possible request bodies: one of several file types, or JSON. */
export function bodiesOf(operation: Operation): readonly FileType[] {
  return operation.metadata.requestFile ? byMediaType(operation.metadata.requestFile) : json(bodyOf(operation))
}

const joined = new WeakMap<FileTypes, readonly FileType[]>()

/** Joins the schemas of formats with the same media type. Returns the same schemas each time, because they are found by identity. */
function byMediaType(files: FileTypes): readonly FileType[] {
  const known = joined.get(files)
  if (known) return known
  const schemas = new Map<string, Set<z.ZodType>>()
  for (const { mediaType, schema } of Object.values(files))
    schemas.set(mediaType, (schemas.get(mediaType) ?? new Set()).add(schema))
  const types = [...schemas].map(([mediaType, [first = z.unknown(), ...others]]) => {
    return { mediaType, schema: others.length > 0 ? z.union([first, ...others]) : first }
  })
  joined.set(files, types)
  return types
}

/** Returns the possible response bodies: one of several file types, JSON, or events, for which the schema is that of their data. */
export function responseBodiesOf({ kind, output, metadata }: Operation): readonly FileType[] {
  if (kind === 'stream' && output) return [{ mediaType: eventStreamType, schema: output }]
  return metadata.responseFile ? Object.values(metadata.responseFile) : json(output)
}

function json(schema: z.ZodType | undefined): FileType[] {
  return schema ? [{ mediaType: 'application/json', schema }] : []
}
