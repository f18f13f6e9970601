import * as z from 'zod'
import { FieldError } from './field-error.js'
import { type ErrorTable, type ProblemBody, toProblem } from './problem.js'

/** Returns a problem of a code as a server could send it, for documentation. */
export function exampleProblem(table: ErrorTable, code: string, errors?: readonly FieldError[]): ProblemBody {
  const { description: detail, example: facts } = table[code] as ErrorTable[string]
  const failure = { code, detail, ...(errors && { errors }), ...(facts && { facts }) }
  return toProblem(table, failure, '0199e8f4-5d0c-7c55-9d3a-4a1f0c7b2e61')
}

/** The field error of examples. */
export const exampleFieldErrors: readonly FieldError[] = z.array(FieldError).parse(FieldError.meta()?.examples)
