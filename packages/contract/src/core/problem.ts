import * as z from 'zod'
import { FieldError } from './field-error.js'
import { limits } from './limits.js'
import { outputString } from './schemas/output-strings.js'

/** The codes that the engine and the transports fail with. A product adds its own to the table. */
export type CoreErrorCode =
  | 'invalid_input'
  | 'invalid_json'
  | 'invalid_cursor'
  | 'cursor_expired'
  | 'unauthenticated'
  | 'invalid_token'
  | 'token_expired'
  | 'forbidden'
  | 'insufficient_scope'
  | 'not_found'
  | 'method_not_allowed'
  | 'not_acceptable'
  | 'request_timeout'
  | 'revision_mismatch'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'idempotency_key_reused'
  | 'conflict'
  | 'rate_limited'
  | 'headers_too_large'
  | 'internal'
  | 'unavailable'

/** One kind of failure: its HTTP status (RFC 9110) and its texts for people. */
export interface ErrorSpec {
  readonly status: number
  readonly title: string
  /** When it occurs. */
  readonly description: string
  /** What the caller can do about it. */
  readonly resolution: string
  /** The members of its problems besides those of every problem, as an example. */
  readonly example?: ProblemFacts
}

/** Every way in which an API fails, by its stable code. */
export type ErrorTable<Code extends string = string> = Readonly<Record<CoreErrorCode, ErrorSpec>> &
  Readonly<Record<Code, ErrorSpec>>

/** The schema of a problem (RFC 9457) with a `code` out of the given ones. */
export function problemSchema<const Code extends string>(codes: readonly [Code, ...Code[]]) {
  return z
    .looseObject({
      type: outputString({ format: 'uri-reference', maxLength: 100 }).describe(
        'URI reference of the page that explains the code.',
      ),
      title: outputString({ maxLength: 100, pattern: '^[ -~]+$' }).describe('The same for every problem of this code.'),
      status: z.int().min(400).max(599).describe('The HTTP status.'),
      detail: outputString({ maxLength: limits.detailLength, pattern: '^[^\\x00]*$' }).describe(
        'What went wrong, as a sentence.',
      ),
      code: z.enum(codes).describe('The stable name of this kind of failure.'),
      requestId: outputString({ maxLength: 128, pattern: '^[\\w\\-]*$' }).describe(
        'Identifies the request in the logs of the server.',
      ),
      errors: z
        .array(FieldError)
        .meta({ maxItems: limits.fieldErrors })
        .optional()
        .describe('The invalid fields: at most the first 20.'),
      currentRevision: z
        .int()
        .min(0)
        .optional()
        .describe('With `revision_mismatch`, and with `conflict` if the new resource exists: the current revision.'),
      limit: z.int().min(0).optional().describe('With `quota_exceeded`: the maximum.'),
      use: z.int().min(0).optional().describe('With `quota_exceeded`: the number in use.'),
      scope: outputString({ maxLength: 100, pattern: '^[\\x21\\x23-\\x5b\\x5d-\\x7e]+$' })
        .optional()
        .describe(
          'With `insufficient_scope`: the scope that the token needs. Absent if the operation requires a session.',
        ),
      ticket: outputString({ format: 'password', maxLength: limits.ticketLength, pattern: '^[\\w\\-.]+$' })
        .optional()
        .describe(
          'With `second_factor_required`: identifies the sign-in in its second step. Expires after 10 minutes.',
        ),
      factors: z
        .array(outputString({ maxLength: 40, pattern: '^[a-z_]+$' }))
        .meta({ maxItems: 10 })
        .optional()
        .describe('With `second_factor_required`: the factors of the user.'),
    })
    .meta({
      id: 'Problem',
      description: 'Description of a failed request (RFC 9457).',
      examples: [
        {
          type: '/docs/errors/not_found',
          title: 'Not found',
          status: 404,
          detail: 'Not found.',
          code: 'not_found',
          requestId: '0199e8f4-5d0c-7c55-9d3a-4a1f0c7b2e61',
        },
      ],
    })
}

/** Members of some problems, for programs to read. */
export interface ProblemFacts {
  readonly currentRevision?: number
  readonly limit?: number
  readonly use?: number
  readonly scope?: string
  readonly ticket?: string
  readonly factors?: string[]
}

/** The facts of one failure, from which its problem is built. */
export interface Failure<Code extends string = string> {
  readonly code: Code
  readonly detail: string
  readonly errors?: readonly FieldError[]
  readonly facts?: ProblemFacts
}

/** A problem (RFC 9457) as every transport sends it. */
export interface ProblemBody<Code extends string = string> extends ProblemFacts {
  type: string
  title: string
  status: number
  detail: string
  code: Code
  requestId: string
  errors?: FieldError[]
  [member: string]: unknown
}

/** Returns the problem that describes a failure; the same on every transport. */
export function toProblem<Code extends string>(
  table: ErrorTable<Code>,
  { code, detail, errors, facts }: Failure<Code>,
  requestId: string,
): ProblemBody<Code> {
  const { status, title } = table[code]
  const problem: ProblemBody<Code> = { type: `/docs/errors/${code}`, title, status, detail, code, requestId, ...facts }
  if (errors) problem.errors = [...errors]
  return problem
}

/** The HTTP status of a response whose content the client already has (RFC 9110, section 15.4.5). */
export const notModified = 304

/** Returns the code for an HTTP status that a library has chosen: the first of the table with that status. */
export function codeOfStatus<Code extends string>(table: ErrorTable<Code>, status: number): Code | CoreErrorCode {
  const code = (Object.keys(table) as Code[]).find((code) => table[code].status === status)
  return code ?? (status >= 400 && status < 500 ? 'invalid_input' : 'internal')
}

/**
 * Returns the `WWW-Authenticate` header of a failure, or undefined if it has none (RFC 6750, section 3): `invalid_token` if a token was
 * sent and refused, `insufficient_scope` with the scope it lacks, else the scheme alone. `resourceMetadata` is the URL of the metadata of
 * the protected resource (RFC 9728, section 5.1).
 */
export function challengeOf({ code, facts }: Challenged, resourceMetadata?: string): string | undefined {
  if (!Object.hasOwn(challenges, code)) return undefined
  const parameters = [
    ...(challenges[code] as readonly string[]),
    ...(facts?.scope === undefined ? [] : [`scope="${facts.scope}"`]),
    ...(resourceMetadata === undefined ? [] : [`resource_metadata="${resourceMetadata}"`]),
  ]
  return ['Bearer', parameters.join(', ')].join(' ').trim()
}

type Challenged = Pick<Failure, 'facts'> & { readonly code: string }

/** The parameters of each challenge. */
const challenges: Readonly<Record<string, readonly string[]>> = {
  unauthenticated: [],
  invalid_credentials: [],
  invalid_token: ['error="invalid_token"'],
  token_expired: ['error="invalid_token"', 'error_description="The access token expired"'],
  insufficient_scope: ['error="insufficient_scope"'],
}
