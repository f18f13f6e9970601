import { challengeOf, type ErrorCode, errorTable, toProblem } from '../../errors.js'
import type { Operation } from '../operations.js'
import type { MockFailure } from './mock-transport.js'

/** Why the contract does not allow an output, in a sentence; undefined where it does. */
export function refusalOf({ name, output: schema }: Operation, output: unknown): string | undefined {
  const parsed = schema?.safeParse(output)
  if (schema ? parsed?.success : output === undefined) return undefined
  return `${name} cannot answer that: ${parsed?.error?.message ?? 'it answers nothing'}`
}

/** A success that the contract allows. */
export function toResponse(operation: Operation, input: Readonly<Record<string, unknown>>, output: unknown): Response {
  const { status, metadata } = operation
  if (!operation.output) return new Response(null, { status })
  const made = operation.output.parse(output) // without what it does not show, as the server answers
  const file = metadata.sends?.[String(input.format)]
  return file
    ? new Response(String(made), { status, headers: { 'content-type': file.mediaType } })
    : Response.json(made, { status })
}

/** A failure as the server sends it (RFC 9457). */
export function problemResponse({
  code,
  detail = `${errorTable[code].title}.`,
  errors,
  facts,
  retryAfter,
}: MockFailure & { readonly code: ErrorCode }): Response {
  const problem = toProblem({ code, detail, ...(errors && { errors }), ...(facts && { facts }) }, 'mock')
  const challenge = challengeOf(code)
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      ...(challenge && { 'www-authenticate': challenge }),
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    },
  })
}
