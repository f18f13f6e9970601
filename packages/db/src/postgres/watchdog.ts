/** Detects a connection on which statements are in flight and none ends. */
export interface Watchdog {
  sent(): void
  ended(): void
  stop(): void
}

/** Calls `onTimeout` if statements are in flight and none was sent or ended for `timeoutMs`. 0 disables it. */
export function createWatchdog(timeoutMs: number, onTimeout: () => void): Watchdog {
  let inFlight = 0
  let activity = 0
  const timer = timeoutMs > 0 ? setTimeout(check, timeoutMs).unref() : undefined

  /** Checks in the next turn of the event loop, after responses that arrived while this process was busy have been read. */
  function check(): void {
    const before = activity
    setImmediate(() => {
      if (inFlight > 0 && activity === before) onTimeout()
    })
  }

  return {
    sent() {
      inFlight++
      activity++
      timer?.refresh()
    },
    ended() {
      inFlight--
      activity++
      if (inFlight > 0) timer?.refresh()
    },
    stop: () => clearTimeout(timer),
  }
}
