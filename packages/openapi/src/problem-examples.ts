import { type ErrorCode, errorTable, type Failure, FieldError, toProblem } from '@taskpact/contract'
import type { OpenAPIV3_1 } from 'openapi-types'
import * as z from 'zod'

/** One Problem for each code, as the server would send it. */
export function problemExamples(codes: readonly ErrorCode[]): Record<string, OpenAPIV3_1.ExampleObject> {
  return Object.fromEntries(
    codes.map((code) => [
      code,
      {
        summary: errorTable[code].title,
        value: toProblem(
          { code, detail: details[code] ?? `${errorTable[code].title}.`, ...fields(code, codes), ...facts[code] },
          requestId,
        ),
      },
    ]),
  )
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

/** The contract's own example is a field of a body, so it is shown where there is a body. */
function fields(code: ErrorCode, codes: readonly ErrorCode[]): { errors: readonly FieldError[] } | undefined {
  if (code !== 'invalid_input' || !codes.includes('invalid_json')) return undefined
  return { errors: z.array(FieldError).parse(z.globalRegistry.get(FieldError)?.examples) }
}
