import type { ErrorCode, FieldError, Problem } from '@taskpact/contract'

/**
 * The error codes of the API and those of the client:
 *
 * - `unreachable`: no response, or an incomplete one; the server may have processed the request.
 * - `timeout`: the call exceeded its `timeout`; the server may have processed the request.
 * - `unexpected_response`: the response does not follow the API, such as an HTML page of a proxy.
 * - `contract_mismatch`: the server has another version of the contract, which can explain the error in `cause`.
 * - `session_changed`: another user signed in before the call ended; the server may have processed the request.
 * - `cookie_blocked`: the browser did not keep the cookie of a sign-in, so the session would end with the page.
 */
export type ClientErrorCode =
  | ErrorCode
  | 'unreachable'
  | 'timeout'
  | 'unexpected_response'
  | 'contract_mismatch'
  | 'session_changed'
  | 'cookie_blocked'

interface ApiErrorOptions extends ErrorOptions {
  readonly problem?: Problem
  readonly status?: number
  readonly errors?: readonly FieldError[]
  readonly retryAfter?: number | undefined
}

/** The error of a failed call. Branch on `code`; `message` is the problem's `detail`, a sentence for people. */
export class ApiError<Code extends ClientErrorCode = ClientErrorCode> extends Error {
  override readonly name = 'ApiError'
  // `declare`: the constructor sets them, and fields without it would make bundles larger.
  declare readonly code: Code
  /** HTTP status, or 0 if there was no response. */
  declare readonly status: number
  /** Id of the request in the server's logs, or an empty string if no problem was received. */
  declare readonly requestId: string
  /** Invalid fields of the input; empty for other errors. */
  declare readonly errors: readonly FieldError[]
  /** Seconds to wait before the next attempt, from `Retry-After` (RFC 9110, section 10.2.3). */
  declare readonly retryAfter: number | undefined
  /** The response body (RFC 9457), or undefined if there was none. */
  declare readonly problem: Problem | undefined

  constructor(code: Code, message: string, options: ApiErrorOptions = {}) {
    super(message, options)
    this.code = code
    const { problem, status = 0, errors = [], retryAfter } = options
    this.problem = problem
    this.status = problem?.status ?? status
    this.requestId = problem?.requestId ?? ''
    this.errors = problem?.errors ?? errors
    this.retryAfter = retryAfter
  }

  /**
   * Reads the error from a response; its code is `unexpected_response` if the body is not a problem.
   * Rejects if the body cannot be read to its end.
   */
  static async from(response: Response): Promise<ApiError> {
    const text = await response.text()
    const seconds = response.headers.get('retry-after') ?? ''
    // The API sends seconds. The other format, a date, is ignored because the local clock may be wrong.
    const retryAfter = /^\d+$/.test(seconds) ? Number(seconds) : undefined
    const problem = parseProblem(text)
    if (problem) return new ApiError(problem.code, problem.detail, { problem, retryAfter })
    return unexpectedResponse(response.status, { retryAfter })
  }
}

/**
 * Returns whether a thrown value is an ApiError and, if codes are given, has one of them.
 * Also recognizes an ApiError of another copy of this package, which `instanceof` does not.
 */
export function isApiError<Code extends ClientErrorCode = ClientErrorCode>(
  thrown: unknown,
  ...codes: readonly Code[]
): thrown is ApiError<Code> {
  const { name, code } = (thrown ?? {}) as Partial<ApiError<Code>>
  return name === 'ApiError' && code !== undefined && (codes.length === 0 || codes.includes(code))
}

/** The error of a response that does not follow the API. */
export function unexpectedResponse(status: number, options: ApiErrorOptions): ApiError {
  return new ApiError('unexpected_response', `Unexpected response with status ${status}.`, { ...options, status })
}

/** Returns undefined for any other body. */
function parseProblem(text: string): Problem | undefined {
  try {
    const problem = JSON.parse(text) as Problem
    return typeof problem.code === 'string' && typeof problem.detail === 'string' ? problem : undefined
  } catch {
    return undefined
  }
}
