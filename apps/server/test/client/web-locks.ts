/** The Web Locks of a browser as far as the client asks for them: one holder of a name, the others in their order. */
export function createWebLocks() {
  const last = new Map<string, Promise<unknown>>()
  return {
    request<T>(name: string, work: () => Promise<T>): Promise<T> {
      const before = last.get(name) ?? Promise.resolve()
      const mine = before.then(work)
      last.set(
        name,
        mine.catch(() => {}),
      )
      return mine
    },
  }
}
