/** Runs a job now, and again `interval` milliseconds after each run. `run` reports its failures itself. */
export function repeat(run: (signal: AbortSignal) => Promise<void>, interval: number): { stop(): Promise<void> } {
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let running = begin()
  function begin(): Promise<void> {
    return run(stopping.signal).then(() => {
      if (stopping.signal.aborted) return
      timer = setTimeout(() => {
        running = begin()
      }, interval).unref()
    })
  }
  return {
    async stop() {
      stopping.abort()
      clearTimeout(timer)
      await running
    },
  }
}
