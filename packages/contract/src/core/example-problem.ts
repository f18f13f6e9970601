import * as z from 'zod'
import { errorHelp } from '../error-help.js'
import { type ErrorCode, FieldError, type Problem, type ProblemFacts, toProblem } from '../errors.js'

/** A problem of a code as a server might send it, for people to see how it looks. */
export function exampleProblem(code: ErrorCode, errors?: readonly FieldError[]): Problem {
  const facts = told[code]
  const failure = { code, detail: errorHelp[code].means, ...(errors && { errors }), ...(facts && { facts }) }
  return toProblem(failure, '0199e8f4-5d0c-7c55-9d3a-4a1f0c7b2e61')
}

/** The field that examples refuse. */
export const exampleFieldErrors: readonly FieldError[] = z.array(FieldError).parse(FieldError.meta()?.examples)

/** What some tell for programs to read. */
const told: Partial<Record<ErrorCode, ProblemFacts>> = {
  quota_exceeded: { limit: 100_000, use: 100_000 },
  revision_mismatch: { currentRevision: 8 },
}
