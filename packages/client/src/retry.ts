import { ApiError, type ClientErrorCode } from './api-error.js'

export interface RetryOptions {
  /** How many times to try again at most. */
  readonly retries: number
  /** Ends the wait between two tries. */
  readonly signal?: AbortSignal | undefined
  /** When the time of all tries is over, by `performance.now()`: no wait is begun that would last longer. */
  readonly until?: number
}

/**
 * Does work until it succeeds, fails for good or has been tried again `retries` times; then rejects with the last failure.
 * Only for work that has no more effect when it is done twice: a failure that is tried again does not tell whether the
 * server did it.
 *
 * It waits as long as the server said; else a random time of up to 0.2 s, then twice that, 2 s at most, so that clients
 * that failed together do not come back together ("full jitter": https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 * What the server puts off by more than 30 s is for the caller to come back to.
 */
export async function withRetries<T>(
  work: () => Promise<T>,
  { retries, signal, until = Infinity }: RetryOptions,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (error) {
      const wait = tries <= retries ? waitAfter(error, tries) : undefined
      if (wait === undefined || performance.now() + wait * 1000 > until) throw error
      await sleep(wait, signal)
    }
  }
}

/**
 * The failures that may pass by themselves: no whole answer came, the server could not work, or was asked too often. The
 * others would come again, as `internal` most often does, or are not the API's, so that nothing is known of them.
 */
const passing: readonly ClientErrorCode[] = ['unreachable', 'unavailable', 'rate_limited']

/** In seconds, as the server tells them. */
const base = 0.2
const cap = 2
const longest = 30

/** Seconds until the next try; undefined where there should be none. */
function waitAfter(error: unknown, tries: number): number | undefined {
  if (!(error instanceof ApiError) || !passing.includes(error.code)) return undefined
  if (error.retryAfter === undefined) return Math.random() * Math.min(cap, base * 2 ** (tries - 1))
  return error.retryAfter > longest ? undefined : error.retryAfter
}

function sleep(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const end = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', end)
      resolve()
    }, seconds * 1000)
    signal?.addEventListener('abort', end, { once: true })
  })
}
