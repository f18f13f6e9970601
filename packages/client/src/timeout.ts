import { ApiError } from './api-error.js'

export interface TimeoutOptions {
  /** Milliseconds; undefined for no timeout. */
  readonly timeout: number | undefined
  readonly signal: AbortSignal | undefined
}

export interface Deadline {
  /** Aborted when the timeout expires or the caller's signal is aborted. */
  readonly signal: AbortSignal
  /** End of the timeout on the clock of `performance.now()`; Infinity without one. */
  readonly endsAt: number
}

/**
 * Runs `work` with a timeout. Rejects immediately, even if `work` ignores its signal: with the reason of the caller's signal if
 * that is aborted, or with an ApiError `timeout`. Leaves no timer and no listener behind.
 */
export async function withTimeout<T>(
  { timeout, signal }: TimeoutOptions,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const abort = () => controller.abort(signal?.reason)
  const expire = () => controller.abort(new ApiError('timeout', `No result within ${timeout} ms.`))
  if (signal?.aborted) throw signal.reason
  signal?.addEventListener('abort', abort)
  const endsAt = performance.now() + (timeout ?? Number.POSITIVE_INFINITY)
  const timer = timeout === undefined ? undefined : setTimeout(expire, timeout)
  const aborted = new Promise<never>((_, reject) => {
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason))
  })
  try {
    return await Promise.race([work({ signal: controller.signal, endsAt }), aborted])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}
