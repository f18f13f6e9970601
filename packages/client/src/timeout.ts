import { ApiError } from './api-error.js'

export interface TimeoutOptions {
  /** Milliseconds; undefined for no timeout. */
  readonly timeout: number | undefined
  readonly signal?: AbortSignal | undefined
}

export interface Deadline {
  /** Aborted when the timeout expires or the caller's signal is aborted. */
  readonly signal: AbortSignal
  /** End of the timeout on the clock of `performance.now()`; Infinity without one. */
  readonly endsAt: number
  /** Rejects the call with this reason, and aborts `signal`. */
  readonly end: (reason: unknown) => void
}

/** Longer timers fire at once (HTML, section 8.7). */
const maxTimer = 2 ** 31 - 1

/** Throws a TypeError for a timeout that would end every call. A timeout of more than 24 days is none. */
export function checkTimeout(timeout: number | undefined): void {
  if (timeout !== undefined && !(timeout > 0)) throw new TypeError(`Invalid timeout: ${timeout}`)
}

/**
 * Runs `work` with a timeout. Rejects immediately, even if `work` ignores its signal: with the reason of the caller's signal if
 * that is aborted, or with an ApiError `timeout`. Leaves no timer and no listener behind.
 */
export async function withTimeout<T>(
  { timeout, signal }: TimeoutOptions,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  checkTimeout(timeout)
  if (signal?.aborted) throw reasonOf(signal)
  const controller = new AbortController()
  let end: (reason: unknown) => void = () => {}
  const ended = new Promise<never>((_, reject) => {
    end = (reason) => {
      reject(reason)
      controller.abort(reason)
    }
  })
  const abort = () => end(signal && reasonOf(signal))
  signal?.addEventListener('abort', abort)
  const endsAt = performance.now() + (timeout ?? Infinity)
  const expire = () => end(new ApiError('timeout', `No result within ${timeout} ms.`))
  const timer = timeout && timeout <= maxTimer ? setTimeout(expire, timeout) : undefined
  try {
    return await Promise.race([ended, work({ signal: controller.signal, endsAt, end })])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}

/** Returns the reason of an aborted signal. Some runtimes, such as React Native, have none: they get an AbortError. */
export function reasonOf({
  reason = Object.assign(new Error('Aborted'), { name: 'AbortError' }),
}: AbortSignal): unknown {
  return reason
}
