import { eventNameOf, eventStreamType } from '../event-stream.js'
import type { Operation } from '../operations.js'
import { challengeOf, type ErrorTable, toProblem } from '../problem.js'
import type { MockFailure } from './mock-transport.js'

/** Returns why the contract does not allow an output, or undefined if it does. */
export function outputProblem({ name, output: schema }: Operation, output: unknown): string | undefined {
  const parsed = schema?.safeParse(output)
  if (schema ? parsed?.success : output === undefined) return undefined
  return `${name} cannot return this output: ${parsed?.error?.message ?? 'the operation has no output'}`
}

/** Returns the response of a success. */
export function toResponse(operation: Operation, input: Readonly<Record<string, unknown>>, output: unknown): Response {
  const { kind, status, metadata } = operation
  if (!operation.output) return new Response(null, { status })
  const made = operation.output.parse(output) // removes undeclared fields, as the server does
  if (kind === 'stream')
    return new Response(toEvents(operation, made), { status, headers: { 'content-type': eventStreamType } })
  const file = metadata.responseFile?.[String(input.format)]
  return file
    ? new Response(String(made), { status, headers: { 'content-type': file.mediaType } })
    : Response.json(made, { status })
}

/** Returns a stream that ends after one page. */
function toEvents(operation: Operation, page: unknown): string {
  return `event: ${eventNameOf(operation)}\ndata: ${JSON.stringify(page)}\n\n`
}

/** Returns the response of a failure (RFC 9457), as the server sends it. */
export function problemResponse(
  table: ErrorTable,
  { code, detail = `${table[code]?.title}.`, errors, facts, retryAfter }: MockFailure & { readonly code: string },
): Response {
  const problem = toProblem(table, { code, detail, ...(errors && { errors }), ...(facts && { facts }) }, 'mock')
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
