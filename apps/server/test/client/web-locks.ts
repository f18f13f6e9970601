/** Implements the part of Web Locks that the client uses: exclusive locks by name, granted in order of request. */
export function createWebLocks() {
  const last = new Map<string, Promise<unknown>>()
  const held = new Map<string, number>()
  return {
    async request<T>(name: string, { ifAvailable = false }, run: (lock: object | null) => T): Promise<Awaited<T>> {
      const count = held.get(name) ?? 0
      if (ifAvailable && count > 0) return await run(null)
      held.set(name, count + 1)
      const current = (last.get(name) ?? Promise.resolve()).then(() => run({ name }))
      const released = () => void held.set(name, (held.get(name) ?? 0) - 1)
      last.set(name, current.then(released, released))
      return await current
    },
  }
}
