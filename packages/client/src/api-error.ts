import type { ErrorCode, FieldError, Problem } from '@taskpact/contract'

/**
 * The codes that are not the server's: `unreachable` when no answer came, or not the whole of it; `timeout` when the call took
 * longer than it may; `unexpected_answer` when the answer was not the API's; `contract_mismatch` when the server has another
 * version of the contract and the call may have failed for that, with the failure itself as `cause`.
 */
export type ClientErrorCode = ErrorCode | 'unreachable' | 'timeout' | 'unexpected_answer' | 'contract_mismatch'

interface ApiErrorOptions extends ErrorOptions {
  readonly problem?: Problem
  readonly status?: number
  readonly errors?: readonly FieldError[]
  readonly retryAfter?: number | undefined
}

/** A call that failed. Narrow it by `code`; `status` is 0 where there was no answer. */
export class ApiError<Code extends ClientErrorCode = ClientErrorCode> extends Error {
  override readonly name = 'ApiError'
  readonly code: Code
  readonly status: number
  /** Names the request in the logs of the server; empty where it did not reach one. */
  readonly requestId: string
  /** The fields that were refused. */
  readonly errors: readonly FieldError[]
  /** Seconds after which the server would have the call come again (RFC 9110, section 10.2.3), where it said so. */
  readonly retryAfter: number | undefined
  /** The whole answer (RFC 9457), where there was one. */
  readonly problem: Problem | undefined

  constructor(code: Code, sentence: string, options: ApiErrorOptions = {}) {
    super(sentence, options)
    this.code = code
    this.problem = options.problem
    this.status = options.problem?.status ?? options.status ?? 0
    this.requestId = options.problem?.requestId ?? ''
    this.errors = options.problem?.errors ?? options.errors ?? []
    this.retryAfter = options.retryAfter
  }

  /** The failure that an answer of the API tells of; any other answer is `unexpected_answer`. Rejects when it is cut off. */
  static async from(response: Response): Promise<ApiError> {
    const problem = fromJson(await response.text())
    const retryAfter = secondsOf(response.headers.get('retry-after'))
    if (isProblem(problem)) return new ApiError(problem.code, problem.detail, { problem, retryAfter })
    return new ApiError('unexpected_answer', `The server answered ${response.status} without saying why.`, {
      status: response.status,
      retryAfter,
    })
  }
}

/**
 * Whether something thrown is the failure of a call, and with codes, one of these. True also for an ApiError of another copy of
 * this package, as `instanceof` is not.
 */
export function isApiError<Code extends ClientErrorCode = ClientErrorCode>(
  thrown: unknown,
  ...codes: readonly Code[]
): thrown is ApiError<Code> {
  const { name, code } = (thrown ?? {}) as Partial<ApiError<Code>>
  return name === 'ApiError' && code !== undefined && (codes.length === 0 || codes.includes(code))
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // not JSON is not a problem of the API's
  }
}

/** The API tells seconds; a date, the other form, would be measured by a clock that may be wrong. */
function secondsOf(retryAfter: string | null): number | undefined {
  return /^\d+$/.test(retryAfter ?? '') ? Number(retryAfter) : undefined
}

function isProblem(body: unknown): body is Problem {
  const problem = body as Partial<Problem> | null | undefined
  return typeof problem?.code === 'string' && typeof problem.detail === 'string'
}
