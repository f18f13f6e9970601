import { ApiError, type ClientErrorCode } from './api-error.js'

export interface RetryOptions {
  /** Maximum number of retries after the first attempt. */
  readonly retries: number
  /** Aborts the delay between two attempts. */
  readonly signal?: AbortSignal | undefined
  /** End of the timeout on the clock of `performance.now()`; a delay that would exceed it is not started. Default: none. */
  readonly endsAt?: number
}

/**
 * Runs `work` until it succeeds, fails with an error that is not retryable or has been retried `retries` times; then rejects with
 * the last error. Use only for idempotent work: a failed attempt may have taken effect on the server.
 *
 * The delay is that of `Retry-After`, up to 30 s; a longer one is not retried. Without it, the delay is random ("full jitter",
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/): up to 0.2 s, doubled for each retry, at most 2 s.
 */
export async function withRetries<T>(
  work: () => Promise<T>,
  { retries, signal, endsAt = Infinity }: RetryOptions,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const delay = attempt <= retries ? delayAfter(error, attempt) : undefined
      if (delay === undefined || performance.now() + delay * 1000 > endsAt) throw error
      await sleep(delay, signal)
    }
  }
}

/** Transient errors. `internal` is excluded because it usually recurs. */
const retryableCodes: readonly ClientErrorCode[] = ['unreachable', 'unavailable', 'rate_limited']

/** A proxy reports that the server does not respond. */
const proxyStatus = /^50[234]$/

/** In seconds, as `Retry-After`. */
const baseDelay = 0.2
const maxDelay = 2
const maxRetryAfter = 30

/** Returns the seconds until the next attempt, or undefined if there should be none. */
function delayAfter(error: unknown, attempt: number): number | undefined {
  if (!(error instanceof ApiError)) return undefined
  const isOfProxy = error.code === 'unexpected_response' && proxyStatus.test(`${error.status}`)
  if (!isOfProxy && !retryableCodes.includes(error.code)) return undefined
  if (error.retryAfter === undefined) return Math.random() * Math.min(maxDelay, baseDelay * 2 ** (attempt - 1))
  return error.retryAfter > maxRetryAfter ? undefined : error.retryAfter
}

/** Resolves after this time; rejects with the reason of the signal if that is aborted. */
export function sleep(seconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      if (signal?.aborted) reject(signal.reason)
      else resolve()
    }
    const timer = setTimeout(end, seconds * 1000)
    signal?.addEventListener('abort', end)
    if (signal?.aborted) end()
  })
}
