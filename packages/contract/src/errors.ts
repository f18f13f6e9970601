import type * as z from 'zod'
import {
  type ErrorSpec,
  type ErrorTable,
  type Failure,
  problemSchema,
  toProblem as toProblemOf,
} from './core/problem.js'

/**
 * All errors of the API: the stable code, the HTTP status (RFC 9110), and the texts of the document and of `/docs/errors`. No other
 * file contains a status number.
 */
export const errorTable = {
  invalid_input: {
    status: 400,
    title: 'Invalid input',
    description: 'A field is missing, unknown or does not match its schema.',
    resolution: 'Correct the fields that `errors` points to. Repeating the request unchanged fails again.',
  },
  invalid_json: {
    status: 400,
    title: 'Invalid JSON',
    description: 'The body does not match its Content-Type.',
    resolution: 'Send well-formed JSON in UTF-8 or, for a file, content of the declared type.',
  },
  invalid_cursor: {
    status: 400,
    title: 'Invalid cursor',
    description: 'The cursor belongs to another list: another user, other filters or another order.',
    resolution: 'Send `nextCursor` unchanged and keep every other parameter, or start with the first page.',
  },
  invalid_link: {
    status: 400,
    title: 'Invalid link',
    description: 'The token of the link is wrong, has expired or was used before, or a newer mail replaced it.',
    resolution: 'Request another mail.',
  },
  invalid_ticket: {
    status: 400,
    title: 'Invalid ticket',
    description: 'The ticket of the first step is wrong, has expired or was used before.',
    resolution: 'Start again with the first step.',
  },
  unauthenticated: {
    status: 401,
    title: 'Not signed in',
    description: 'The operation requires a user, and the request has no token.',
    resolution: 'Sign in, and send the access token as `Authorization: Bearer`.',
  },
  invalid_token: {
    status: 401,
    title: 'Invalid token',
    description: 'The token is malformed, has an unknown issuer, or its session has ended.',
    resolution: 'Refresh the session if you have a valid refresh token; otherwise sign in again.',
  },
  token_expired: {
    status: 401,
    title: 'Token expired',
    description: 'The access token has expired.',
    resolution:
      'Get a new one with the refresh token and repeat the request. The typed client does this automatically.',
  },
  invalid_credentials: {
    status: 401,
    title: 'Invalid credentials',
    description: 'The e-mail address, the password or the passkey is wrong. The response does not say which.',
    resolution: 'Ask the user again. After many failed attempts, requests fail with `rate_limited` for a while.',
  },
  forbidden: {
    status: 403,
    title: 'Forbidden',
    description: 'The caller is authenticated but not allowed to do this.',
    resolution:
      'Use `me` or the id of the user who owns the token, and send cookies only from an allowed origin, with the header `X-Requested-With` if the server requires it.',
  },
  insufficient_scope: {
    status: 403,
    title: 'Insufficient scope',
    description:
      'The token lacks the scope that the operation requires, or the operation requires a session of the user.',
    resolution:
      'Use a token with the scope in `scope`. If `scope` is absent, use the access token of a session: the operation refuses tokens with scopes.',
    example: { scope: 'tasks:write' },
  },
  wrong_password: {
    status: 403,
    title: 'Wrong password',
    description: 'The password that confirms the request is wrong. The session stays valid.',
    resolution:
      'Ask for the password again. After many failed attempts, requests fail with `rate_limited` for a while.',
  },
  recent_sign_in_required: {
    status: 403,
    title: 'Recent sign-in required',
    description:
      'The request must be confirmed, and the account has no password: the sign-in must be less than 10 minutes old, or 5 with a token of an external issuer.',
    resolution: 'Sign in again, and repeat the request with the new token.',
  },
  step_up_required: {
    status: 403,
    title: 'Step-up required',
    description:
      'The request must be confirmed by a second factor, a passkey or a new sign-in of the last 10 minutes. The session stays valid.',
    resolution: 'Call auth.stepUp, or auth.passkeys.stepUp with a passkey, and repeat the request.',
  },
  second_factor_required: {
    status: 403,
    title: 'Second factor required',
    description: 'The first step of the sign-in succeeded, and the account has a second factor.',
    resolution: 'Send `ticket` with a code to auth.signInWithCode, or sign in with a passkey.',
    example: { ticket: 'WyJ0aWNrZXQiXQ.c2lnbmF0dXJl', factors: ['totp', 'recovery_code'] },
  },
  email_not_verified: {
    status: 403,
    title: 'E-mail not verified',
    description: 'This server requires a verified e-mail address, and a mail with a link has been sent to it.',
    resolution: 'Follow the link in the mail, or request another one by auth.resendVerification; then sign in.',
  },
  invalid_code: {
    status: 403,
    title: 'Invalid code',
    description: 'The code is wrong, has expired or was used before.',
    resolution: 'Enter the current code. After many failed attempts, requests fail with `rate_limited` for a while.',
  },
  token_not_revocable: {
    status: 403,
    title: 'Token not revocable',
    description: 'The token of an external issuer has no claim by which it could be ended: `sid`, `jti` or `iat`.',
    resolution: 'Sign out at the issuer, and let it add `iat` to its tokens.',
  },
  quota_exceeded: {
    status: 403,
    title: 'Quota exceeded',
    description: 'The user has reached the maximum number.',
    resolution: 'Delete some: `limit` is the maximum, `use` the number in use. The trash does not count.',
    example: { limit: 100_000, use: 100_000 },
  },
  not_found: {
    status: 404,
    title: 'Not found',
    description: 'It does not exist, belongs to another user, or is in the trash.',
    resolution: 'Check the id and the URL. A task in the trash can be restored.',
  },
  method_not_allowed: {
    status: 405,
    title: 'Method not allowed',
    description: 'The URL exists but does not support this method.',
    resolution: 'Use one of the methods in the `Allow` header.',
  },
  not_acceptable: {
    status: 406,
    title: 'Not acceptable',
    description: 'The `Accept` header allows none of the media types of the response.',
    resolution: 'Accept `application/json` or, for a file, its media type.',
  },
  request_timeout: {
    status: 408,
    title: 'Request timeout',
    description: 'The request was not received completely in time.',
    resolution: 'Send it again over a faster connection.',
  },
  email_taken: {
    status: 409,
    title: 'E-mail taken',
    description: 'An account with this e-mail address exists. Addresses are compared without regard to case.',
    resolution: 'Sign in, or sign up with another address.',
  },
  conflict: {
    status: 409,
    title: 'Conflict',
    description: 'The change conflicts with the current state.',
    resolution: 'Read the current state and resolve what `detail` names in the same request.',
  },
  cursor_expired: {
    status: 410,
    title: 'Cursor expired',
    description:
      'Tasks deleted after this cursor have been purged, so the list of changes could miss a deletion, or the database has been restored since.',
    resolution: 'Start again without a cursor. For the list of changes, discard local data first.',
  },
  revision_mismatch: {
    status: 412,
    title: 'Revision mismatch',
    description: 'The resource has changed since the revision in `If-Match`.',
    resolution: 'Read it, apply the change to its current state and send its revision, which is `currentRevision`.',
    example: { currentRevision: 8 },
  },
  payload_too_large: {
    status: 413,
    title: 'Payload too large',
    description: 'The body exceeds the limit of the operation.',
    resolution: 'Split the batch or the file into several requests.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'Unsupported media type',
    description: 'The operation does not support the media type, charset or encoding of the body.',
    resolution: 'Send `Content-Type: application/json`, or the media type in the document.',
  },
  idempotency_key_reused: {
    status: 422,
    title: 'Idempotency key reused',
    description: 'The `Idempotency-Key` was used before with another operation or other input.',
    resolution: 'Generate a new key for each request, and reuse it only to repeat that request.',
  },
  revision_required: {
    status: 428,
    title: 'Revision required',
    description: 'This request requires `If-Match`.',
    resolution: 'Read the resource, and send its `ETag` as `If-Match`.',
  },
  rate_limited: {
    status: 429,
    title: 'Too many requests',
    description:
      'Too many requests in one minute, too many wrong passwords or codes, or a large file while another one is imported.',
    resolution: 'Wait for the seconds in `Retry-After`. `RateLimit` shows in each response how many requests are left.',
  },
  headers_too_large: {
    status: 431,
    title: 'Headers too large',
    description: 'The request line and headers exceed the limit.',
    resolution: 'Send fewer or shorter headers. A large cookie is the usual cause.',
  },
  internal: {
    status: 500,
    title: 'Internal server error',
    description: 'The server failed unexpectedly.',
    resolution:
      'Try again later, and report the problem with its `requestId`. Without an idempotency key, the change may or may not have been made.',
  },
  not_configured: {
    status: 501,
    title: 'Not configured',
    description: 'The operator of this server has not configured what the operation needs, such as a mail server.',
    resolution: 'Ask the operator of the server. Repeating the request fails again.',
  },
  unavailable: {
    status: 503,
    title: 'Service unavailable',
    description: 'The server is starting, stopping or overloaded, or cannot reach its database.',
    resolution: 'Repeat the request after the seconds in `Retry-After`, a change with the same `Idempotency-Key`.',
  },
} as const satisfies ErrorTable

export type ErrorCode = keyof typeof errorTable

export const errorCodes = Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]]

/** The table with plain types, for code that handles all errors alike. */
export const errors: Readonly<Record<ErrorCode, ErrorSpec>> = errorTable

/** The body of every failure: problem details as in RFC 9457, with a stable `code`. */
export const Problem = problemSchema(errorCodes)
export type Problem = z.infer<typeof Problem>

/** Returns the problem (RFC 9457) that describes a failure; the same on every transport. */
export function toProblem(failure: Failure<ErrorCode>, requestId: string): Problem {
  return toProblemOf(errors, failure, requestId)
}
