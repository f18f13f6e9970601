import type { Operation } from '@taskpact/contract'
import type { OpenAPIV3_1 } from 'openapi-types'
import type * as z from 'zod'
import { parametersIn } from './request-parts.js'
import type { Schemas } from './schemas.js'

/** What a call says in its path and its query. The schema is that of the value, whose spelling in a URL is a string. */
export function createParameters({ route }: Operation, schemas: Schemas): OpenAPIV3_1.ParameterObject[] {
  const inPath = Object.entries(parametersIn(route.pathParams))
  const inQuery = Object.entries(parametersIn(route.query))
  return [
    ...inPath.map(([name, schema]) => toParameter({ name, in: 'path', required: true }, schema, schemas)),
    ...inQuery.map(([name, schema]) =>
      toParameter({ name, in: 'query', required: !schema.safeParse(undefined).success }, schema, schemas),
    ),
  ]
}

function toParameter(
  place: { readonly name: string; readonly in: 'path' | 'query'; readonly required: boolean },
  schema: z.ZodType,
  { input, resolve }: Schemas,
): OpenAPIV3_1.ParameterObject {
  const { description: _, ...described } = input(schema)
  const { description, examples } = resolve(input(schema))
  return {
    ...place,
    ...(description && { description }),
    // openapi-types types a parameter's schema as in OpenAPI 3.0.
    schema: described as OpenAPIV3_1.ParameterObject['schema'] & {},
    ...(examples?.length && { example: examples[0] }),
  }
}
