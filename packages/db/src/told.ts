/** Milliseconds from when a statement was sent to its answer. */
export type OnStatement = (facts: { ms: number; failed: boolean }) => void

/** The same function; where somebody listens, that one is told of each call as it ends. */
export function told<A extends unknown[], T>(
  send: (...given: A) => Promise<T>,
  onStatement: OnStatement | undefined,
): (...given: A) => Promise<T> {
  if (!onStatement) return send
  return async (...given) => {
    const started = performance.now()
    let failed = true
    try {
      const answer = await send(...given)
      failed = false
      return answer
    } finally {
      onStatement({ ms: performance.now() - started, failed })
    }
  }
}
