/** Milliseconds for which the previous result is used after a failure. */
const retryAfter = 30_000

/**
 * Returns a function that calls `get` and caches its result for `sharedFor` milliseconds; concurrent calls share one promise. If the next
 * `get` fails, the function returns the previous result until one succeeds.
 */
export function shared<T>(get: () => Promise<T>, sharedFor: number): () => Promise<T> {
  let current: T | undefined
  let expiresAt = 0
  let pending: Promise<T> | undefined
  return async () => {
    if (current !== undefined && Date.now() < expiresAt) return current
    pending ??= get()
      .then((value) => {
        expiresAt = Date.now() + sharedFor
        current = value
        return value
      })
      .finally(() => {
        pending = undefined
      })
    try {
      return await pending
    } catch (error) {
      if (current === undefined) throw error
      expiresAt = Date.now() + retryAfter
      return current
    }
  }
}
