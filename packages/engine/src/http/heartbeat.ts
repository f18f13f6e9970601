/** Milliseconds between two heartbeats of a stream: three within the 60 s after which common proxies close an idle connection. */
const interval = 20_000
/** Streams beat in turns, so that thousands do not write at the same time. */
const turns = 20

export interface Heartbeat {
  /** Calls `beat` at each heartbeat. Returns a function that stops it. */
  add(beat: () => unknown): () => void
}

/** Creates one timer for all streams. It runs only while there are any. */
export function createHeartbeat(): Heartbeat {
  const groups = Array.from({ length: turns }, () => new Set<() => unknown>())
  let timer: NodeJS.Timeout | undefined
  let turn = 0
  let count = 0

  function beat(): void {
    turn = (turn + 1) % turns
    for (const one of groups[turn] ?? []) one()
  }

  return {
    add(one) {
      timer ??= setInterval(beat, interval / turns).unref()
      const group = groups[turn] as Set<() => unknown> // beats last in the next round
      group.add(one)
      count++
      return () => {
        if (!group.delete(one) || --count > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
  }
}
