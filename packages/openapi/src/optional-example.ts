import type { OpenAPIV3_1 } from 'openapi-types'

/**
 * Returns an example of an optional parameter that interactive documentation does not send. Without `x-disabled`, Scalar
 * (https://scalar.com) would send an invalid cursor or a filter that matches nothing with the first request. Other tools ignore it.
 */
export function optionalExample(value: unknown): Pick<OpenAPIV3_1.ParameterObject, 'examples'> {
  return { examples: { default: { value, 'x-disabled': true } as OpenAPIV3_1.ExampleObject } }
}
