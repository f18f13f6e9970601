/** One statement that has ended. */
export interface EndedStatement {
  readonly text: string
  /** From sending it to its response. */
  readonly ms: number
  readonly failed: boolean
  /** Why it failed. */
  readonly error?: unknown
}

export type OnStatement = (statement: EndedStatement) => void

/** Wraps a function that sends a statement, so that `onStatement` is called when each one ends, in the async context of its caller. */
export function withTiming<A extends readonly [string | { readonly text: string }, ...unknown[]], T>(
  send: (...args: A) => Promise<T>,
  onStatement: OnStatement | undefined,
): (...args: A) => Promise<T> {
  if (!onStatement) return send
  return async (...args) => {
    const [statement] = args
    const text = typeof statement === 'string' ? statement : statement.text
    const started = performance.now()
    let failed = true
    let failure: unknown
    try {
      const result = await send(...args)
      failed = false
      return result
    } catch (error) {
      failure = error
      throw error
    } finally {
      onStatement({ text, ms: performance.now() - started, failed, error: failure })
    }
  }
}
