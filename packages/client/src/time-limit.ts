import { ApiError } from './api-error.js'

export interface TimeLimit {
  /** Milliseconds that the work may take; undefined: as long as it likes. */
  readonly timeout: number | undefined
  readonly signal: AbortSignal | undefined
}

/** What work goes by that has a limit. */
export interface Limit {
  readonly signal: AbortSignal
  /** When the time is over, by `performance.now()`. */
  readonly until: number
}

/**
 * Does work that ends with the limit it is given. Rejects as soon as the caller's signal is aborted, with its reason, or the
 * time is over, with an ApiError `timeout`, whatever the work waits for then; leaves no timer and no listener.
 */
export async function withTimeLimit<T>({ timeout, signal }: TimeLimit, work: (limit: Limit) => Promise<T>): Promise<T> {
  const ending = new AbortController()
  const abort = () => ending.abort(signal?.reason)
  const expire = () => ending.abort(new ApiError('timeout', `The call took longer than ${timeout} ms.`))
  if (signal?.aborted) throw signal.reason
  signal?.addEventListener('abort', abort)
  const until = performance.now() + (timeout ?? Number.POSITIVE_INFINITY)
  const timer = timeout === undefined ? undefined : setTimeout(expire, timeout)
  const ended = new Promise<never>((_, reject) => {
    ending.signal.addEventListener('abort', () => reject(ending.signal.reason))
  })
  try {
    return await Promise.race([work({ signal: ending.signal, until }), ended])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}
