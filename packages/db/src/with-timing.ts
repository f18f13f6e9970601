/** Called with the milliseconds from sending a statement to its response. */
export type OnStatement = (timing: { ms: number; failed: boolean }) => void

/** Wraps a function that sends a statement, so that `onStatement` is called when each statement ends. */
export function withTiming<A extends unknown[], T>(
  send: (...args: A) => Promise<T>,
  onStatement: OnStatement | undefined,
): (...args: A) => Promise<T> {
  if (!onStatement) return send
  return async (...args) => {
    const started = performance.now()
    let failed = true
    try {
      const result = await send(...args)
      failed = false
      return result
    } finally {
      onStatement({ ms: performance.now() - started, failed })
    }
  }
}
