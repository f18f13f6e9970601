import type { Operation } from '@taskpact/contract'
import type { OpenAPIV3_1 } from 'openapi-types'
import type * as z from 'zod'
import { ifNoneMatchOf } from './conditional.js'
import { exampleOf } from './example.js'
import { optionalExample } from './optional-example.js'
import { headersIn, parametersIn } from './request-parts.js'
import type { Schemas } from './schemas.js'

/** Returns the parameters in path, query and headers. Their schemas describe the parsed values. */
export function createParameters(operation: Operation, schemas: Schemas): OpenAPIV3_1.ParameterObject[] {
  const inPath = Object.entries(parametersIn(operation.route.pathParams))
  const inQuery = Object.entries(parametersIn(operation.route.query))
  const inHeaders = Object.entries(headersIn(operation))
  const parameters: OpenAPIV3_1.ParameterObject[] = [
    ...inPath.map(([name, schema]) => toParameter({ name, in: 'path', required: true }, schema, schemas)),
    ...inQuery.map(([name, schema]) =>
      toParameter({ name, in: 'query', required: !schema.safeParse(undefined).success }, schema, schemas),
    ),
    ...inHeaders.map(([name, schema]) => toParameter({ name, in: 'header', required: false }, schema, schemas)),
    ...ifNoneMatchOf(operation),
  ]
  return operation.metadata.requestFile ? parameters.map(withoutDefaultFormat) : parameters
}

/** On REST, the media type of a file determines its format by default. A client that sends a default value would overrule it. */
function withoutDefaultFormat(parameter: OpenAPIV3_1.ParameterObject): OpenAPIV3_1.ParameterObject {
  if (parameter.name !== 'format' || !parameter.schema) return parameter
  const { default: _, ...schema } = parameter.schema as OpenAPIV3_1.SchemaObject // a `$ref` in OpenAPI 3.1 has siblings
  return { ...parameter, schema: schema as OpenAPIV3_1.ParameterObject['schema'] & {} }
}

function toParameter(
  place: { readonly name: string; readonly in: 'path' | 'query' | 'header'; readonly required: boolean },
  schema: z.ZodType,
  schemas: Schemas,
): OpenAPIV3_1.ParameterObject {
  const { description: _, ...described } = schemas.input(schema)
  const { description, type } = schemas.resolve(schemas.input(schema))
  const example = exampleOf(schemas.input(schema), schemas)
  return {
    ...place,
    ...(description && { description }),
    ...(type === 'array' && commaList),
    // openapi-types types a parameter's schema as in OpenAPI 3.0.
    schema: described as OpenAPIV3_1.ParameterObject['schema'] & {},
    ...(example !== undefined && (place.required ? { example } : optionalExample(example))),
  }
}

const commaList = { style: 'form', explode: false }
