import { type ErrorCode, errorCodes, errorTable, type Failure, FieldError, toProblem } from '@taskpact/contract'
import type { OpenAPIV3_1 } from 'openapi-types'
import * as z from 'zod'

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
  const detail = details[code] ?? `${errorTable[code].title}.`
  const errors = nameOf(code, codes) === code ? {} : { errors: z.array(FieldError).parse(fieldExamples()) }
  return { summary: errorTable[code].title, value: toProblem({ code, detail, ...errors, ...facts[code] }, requestId) }
}

function fieldExamples(): unknown {
  return z.globalRegistry.get(FieldError)?.examples
}

const requestId = '0199e8f4-5d0c-7c55-9d3a-4a1f0c7b2e61'

/** What says more than the title; a code that is not here is told by its title. */
const details: Partial<Record<ErrorCode, string>> = {
  invalid_input: 'One field was refused.',
  invalid_json: 'The body is not JSON.',
  invalid_cursor: 'The cursor is not of this list.',
  unauthenticated: 'Sign in first, then send the access token.',
  invalid_token: 'The access token is not ours or was revoked.',
  token_expired: 'The access token has expired.',
  invalid_credentials: 'The address or the password is wrong.',
  forbidden: 'The path names another user.',
  quota_exceeded: 'No more of these can be made.',
  not_found: 'Task not found.',
  method_not_allowed: 'The path is known, but not with this method.',
  not_acceptable: 'The request accepts none of the types that the answer may be of.',
  request_timeout: 'The request came too slowly.',
  email_taken: 'There is an account with this address.',
  conflict: 'The change clashes with another one.',
  cursor_expired: 'The cursor is too old: start from the beginning.',
  revision_mismatch: 'The task has changed since that revision.',
  payload_too_large: 'The body is too large.',
  unsupported_media_type: 'The body is of a type that cannot be read here.',
  idempotency_key_reused: 'The key was used for another request.',
  revision_required: 'Say in If-Match which revision the change is made for.',
  rate_limited: 'Too many calls: try again later.',
  headers_too_large: 'The headers of the request are too large.',
  internal: 'Something went wrong on our side.',
  unavailable: 'The service cannot answer: try again later.',
}

/** What some tell for programs to read. */
const facts: Partial<Record<ErrorCode, Pick<Failure, 'facts'>>> = {
  quota_exceeded: { facts: { limit: 100_000, use: 100_000 } },
  revision_mismatch: { facts: { currentRevision: 8 } },
}
