/** Returns a function that shares one result for some milliseconds. After a failure, it tries again; until then the previous result is used. */
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
      return current
    }
  }
}
