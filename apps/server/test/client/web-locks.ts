/** Implements the part of Web Locks that the client uses: exclusive locks by name, granted in order of request. */
export function createWebLocks() {
  const last = new Map<string, Promise<unknown>>()
  return {
    request<T>(name: string, work: () => Promise<T>): Promise<T> {
      const previous = last.get(name) ?? Promise.resolve()
      const current = previous.then(work)
      last.set(
        name,
        current.catch(() => {}),
      )
      return current
    },
  }
}
