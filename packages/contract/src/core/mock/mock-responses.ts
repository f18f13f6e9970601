import type { Operation } from '../operations.js'
import { challengeOf, type ErrorTable, type ProblemBody, toProblem } from '../problem.js'
import type { MockFailure } from './mock-transport.js'

/** Returns why the contract does not allow an output, or undefined if it does. */
export function outputProblem({ name, output: schema }: Operation, output: unknown): string | undefined {
  const parsed = schema?.safeParse(output)
  if (schema ? parsed?.success : output === undefined) return undefined
  return `${name} cannot return this output: ${parsed?.error?.message ?? 'the operation has no output'}`
}

/** Returns the response of a success. */
export function toResponse(operation: Operation, input: Readonly<Record<string, unknown>>, output: unknown): Response {
  const { status, metadata } = operation
  if (!operation.output) return new Response(null, { status })
  const made = operation.output.parse(output) // removes undeclared fields, as the server does
  const file = metadata.responseFile?.[String(input.format)]
  return file
    ? new Response(String(made), { status, headers: { 'content-type': file.mediaType } })
    : Response.json(made, { status })
}

type CodedFailure = MockFailure & { readonly code: string }

/** Returns the problem of a failure. */
export function problemOf(
  table: ErrorTable,
  { code, detail = `${table[code]?.title}.`, errors, facts }: CodedFailure,
): ProblemBody {
  return toProblem(table, { code, detail, ...(errors && { errors }), ...(facts && { facts }) }, 'mock')
}

/** Returns the response of a failure (RFC 9457), as the server sends it. */
export function problemResponse(table: ErrorTable, failure: CodedFailure): Response {
  const { code, facts, retryAfter } = failure
  const problem = problemOf(table, failure)
  const challenge = challengeOf({ code, ...(facts && { facts }) })
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      ...(challenge && { 'www-authenticate': challenge }),
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    },
  })
}
