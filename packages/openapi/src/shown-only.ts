import type { OpenAPIV3_1 } from 'openapi-types'

/**
 * An example of what need not be sent. A page that tries calls out would send it with the first try: a cursor that no list made,
 * a filter that nothing passes. `x-disabled` keeps Scalar (https://scalar.com) from that; to others it says nothing.
 */
export function shownOnly(value: unknown): Pick<OpenAPIV3_1.ParameterObject, 'examples'> {
  return { examples: { default: { value, 'x-disabled': true } as OpenAPIV3_1.ExampleObject } }
}
