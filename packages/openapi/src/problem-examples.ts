import { type ErrorTable, exampleFieldErrors, exampleProblem } from '@taskpact/contract/core'
import type { OpenAPIV3_1 } from 'openapi-types'

/** Returns a reference to the example of each code of a response. */
export function problemExamples(codes: readonly string[]): Record<string, OpenAPIV3_1.ReferenceObject> {
  return Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${nameOf(code, codes)}` }]))
}

/** Returns a problem for each code, as the server would send it, in the order of the table. */
export function exampleComponents(
  responses: readonly (readonly string[])[],
  table: ErrorTable,
): Record<string, OpenAPIV3_1.ExampleObject> {
  const examples = Object.keys(table).flatMap((code) =>
    responses
      .filter((codes) => codes.includes(code))
      .map((codes) => [nameOf(code, codes), toExample(code, codes, table)] as const),
  )
  return Object.fromEntries(examples)
}

/** The example of an invalid field is in a body, so it is shown for operations with a body. */
function nameOf(code: string, codes: readonly string[]): string {
  return code === 'invalid_input' && codes.includes('invalid_json') ? 'invalid_input_in_body' : code
}

function toExample(code: string, codes: readonly string[], table: ErrorTable): OpenAPIV3_1.ExampleObject {
  const errors = nameOf(code, codes) === code ? undefined : exampleFieldErrors
  return { summary: table[code]?.title ?? code, value: exampleProblem(table, code, errors) }
}
