import * as z from 'zod'
import { shown } from './core/schemas/output-strings.js'
import { limits } from './limits.js'

/**
 * Every way in which the API fails: the stable code, the HTTP status (RFC 9110) and the title.
 * Nothing else in the code base knows a status number.
 */
export const errorTable = {
  invalid_input: { status: 400, title: 'Invalid input' },
  invalid_json: { status: 400, title: 'Invalid JSON' },
  invalid_cursor: { status: 400, title: 'Invalid cursor' },
  unauthenticated: { status: 401, title: 'Not signed in' },
  invalid_token: { status: 401, title: 'Invalid token' },
  token_expired: { status: 401, title: 'Token expired' },
  invalid_credentials: { status: 401, title: 'Invalid credentials' },
  forbidden: { status: 403, title: 'Forbidden' },
  quota_exceeded: { status: 403, title: 'Quota exceeded' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  not_acceptable: { status: 406, title: 'Not acceptable' },
  request_timeout: { status: 408, title: 'Request timeout' },
  email_taken: { status: 409, title: 'E-mail taken' },
  conflict: { status: 409, title: 'Conflict' },
  cursor_expired: { status: 410, title: 'Cursor expired' },
  revision_mismatch: { status: 412, title: 'Revision mismatch' },
  payload_too_large: { status: 413, title: 'Payload too large' },
  unsupported_media_type: { status: 415, title: 'Unsupported media type' },
  idempotency_key_reused: { status: 422, title: 'Idempotency key reused' },
  revision_required: { status: 428, title: 'Revision required' },
  rate_limited: { status: 429, title: 'Too many requests' },
  headers_too_large: { status: 431, title: 'Headers too large' },
  internal: { status: 500, title: 'Internal server error' },
  unavailable: { status: 503, title: 'Service unavailable' },
} as const

export type ErrorCode = keyof typeof errorTable

export const errorCodes = Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]]

export const FieldError = z
  .object({
    in: z.enum(['path', 'query', 'header', 'body']).describe('The part of the request that holds the field.'),
    pointer: shown({ maxLength: 2 * limits.fileBytes, pattern: '^(?:/(?:[^~/]|~[01])*)*$' }).describe(
      'JSON Pointer (RFC 6901) to the field within that part.',
    ),
    message: shown({ maxLength: 1000, pattern: '^[^\\x00]*$' }).describe('What is wrong with it.'),
  })
  .meta({
    id: 'FieldError',
    description: 'One field that was refused.',
    examples: [
      {
        in: 'body',
        pointer: '/title',
        message: 'Must have 1 to 200 characters',
      },
    ],
  })
export type FieldError = z.infer<typeof FieldError>

/** The body of every failure: problem details as in RFC 9457, with a stable `code`. */
export const Problem = z
  .looseObject({
    type: shown({ format: 'uri-reference', maxLength: 100 }).describe(
      'URI reference of the page that explains the code.',
    ),
    title: shown({ maxLength: 100, pattern: '^[ -~]+$' }).describe('The same for every problem of this code.'),
    status: z.int().min(400).max(599).describe('The HTTP status.'),
    detail: shown({ maxLength: 1000, pattern: '^[^\\x00]*$' }).describe('What went wrong this time, as a sentence.'),
    code: z.enum(errorCodes).describe('The stable name of this kind of failure.'),
    requestId: shown({ maxLength: 128, pattern: '^[\\w\\-]*$' }).describe(
      'Names the request in the logs of the server.',
    ),
    errors: z
      .array(FieldError)
      .meta({ maxItems: limits.fileBytes })
      .optional()
      .describe('The fields that were refused.'),
    currentRevision: z.int().min(0).optional().describe('With `revision_mismatch`: the revision that the task has.'),
    limit: z.int().min(0).optional().describe('With `quota_exceeded`: how many there may be.'),
    use: z.int().min(0).optional().describe('With `quota_exceeded`: how many there are.'),
  })
  .meta({
    id: 'Problem',
    description: 'Why a request failed (RFC 9457).',
    examples: [
      {
        type: '/docs/errors/not_found',
        title: 'Not found',
        status: 404,
        detail: 'Task not found.',
        code: 'not_found',
        requestId: '0199e8f4-5d0c-7c55-9d3a-4a1f0c7b2e61',
      },
    ],
  })
export type Problem = z.infer<typeof Problem>

/** The facts of one failure, from which its Problem is made. */
export interface Failure {
  readonly code: ErrorCode
  readonly detail: string
  readonly errors?: readonly FieldError[]
  readonly facts?: ProblemFacts
}

/** What some failures tell beside their sentence, for programs to read. */
export type ProblemFacts = Partial<Pick<Problem, 'currentRevision' | 'limit' | 'use'>>

/** The Problem (RFC 9457) that tells a client of a failure; equal on every transport. */
export function toProblem({ code, detail, errors, facts }: Failure, requestId: string): Problem {
  const { status, title } = errorTable[code]
  const problem: Problem = {
    type: `/docs/errors/${code}`,
    title,
    status,
    detail,
    code,
    requestId,
    ...facts,
  }
  if (errors) problem.errors = [...errors]
  return problem
}

/** The HTTP status of an answer to who has it already (RFC 9110, section 15.4.5). */
export const notModified = 304

/** The code that stands for an HTTP status which something other than our code chose. */
export function codeOfStatus(status: number): ErrorCode {
  const code = errorCodes.find((code) => errorTable[code].status === status)
  return code ?? (status >= 400 && status < 500 ? 'invalid_input' : 'internal')
}

/**
 * The `WWW-Authenticate` header of a failure (RFC 6750, section 3): a token that was sent and refused is named so; without
 * one, the scheme alone. Undefined for every other failure.
 */
export function challengeOf(code: ErrorCode): string | undefined {
  return challenges[code]
}

const challenges: Partial<Record<ErrorCode, string>> = {
  unauthenticated: 'Bearer',
  invalid_credentials: 'Bearer',
  invalid_token: 'Bearer error="invalid_token"',
  token_expired: 'Bearer error="invalid_token", error_description="The access token expired"',
}
