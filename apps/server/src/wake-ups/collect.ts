/** Returns a function that collects keys, and passes those of the next `ms` milliseconds on together, each once. */
export function collect(ms: number, perMessage: number, send: (keys: string[]) => void): (key: string) => void {
  const pending = new Set<string>()
  return (key) => {
    if (pending.size === 0)
      setTimeout(() => {
        const keys = [...pending]
        pending.clear()
        for (let from = 0; from < keys.length; from += perMessage) send(keys.slice(from, from + perMessage))
      }, ms)
    pending.add(key)
  }
}
