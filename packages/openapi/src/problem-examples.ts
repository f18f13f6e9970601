import { type ErrorCode, errorCodes, errorTable, exampleFieldErrors, exampleProblem } from '@taskpact/contract'
import type { OpenAPIV3_1 } from 'openapi-types'

/** What a response that these codes share refers to: an example for each. */
export function problemExamples(codes: readonly ErrorCode[]): Record<string, OpenAPIV3_1.ReferenceObject> {
  return Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${nameOf(code, codes)}` }]))
}

/** One Problem for each code, as the server would send it, in the order of the table. */
export function exampleComponents(
  responses: readonly (readonly ErrorCode[])[],
): Record<string, OpenAPIV3_1.ExampleObject> {
  const shown = errorCodes.flatMap((code) =>
    responses.filter((codes) => codes.includes(code)).map((codes) => [nameOf(code, codes), toExample(code, codes)]),
  )
  return Object.fromEntries(shown)
}

/** The contract's own example of a field is one of a body, so it is shown where there is a body. */
function nameOf(code: ErrorCode, codes: readonly ErrorCode[]): string {
  return code === 'invalid_input' && codes.includes('invalid_json') ? 'invalid_input_in_body' : code
}

function toExample(code: ErrorCode, codes: readonly ErrorCode[]): OpenAPIV3_1.ExampleObject {
  const errors = nameOf(code, codes) === code ? undefined : exampleFieldErrors
  return { summary: errorTable[code].title, value: exampleProblem(code, errors) }
}
