/** Whether a server can be used. From a failure on it is checked in the background, until a check succeeds. */
export interface Availability {
  /** False until the first check has succeeded. */
  readonly isUsable: boolean
  /** Reports that the server failed. */
  fail(reason: unknown): void
  /** Checks the server at once. It remains usable meanwhile. */
  suspect(): void
  /** Ends the checks. */
  stop(): void
}

export interface AvailabilityOptions {
  /** Rejects with the reason if the server cannot be used. */
  readonly check: () => Promise<void>
  readonly onUsable?: (() => void) | undefined
  /** Called with the reason of a failure, not with those of the checks that follow it. */
  readonly onUnusable?: ((reason: unknown) => void) | undefined
  /** Milliseconds between checks. Doubled up to `maxPause` each time that the server fails again soon. Default: 1000. */
  readonly pause?: number
  /** Default: 8000. */
  readonly maxPause?: number
}

/** Checks a server, at first at once. */
export function watchAvailability(options: AvailabilityOptions): Availability {
  const { check, onUsable, onUnusable, pause: minPause = 1000, maxPause = 8000 } = options
  let state: 'unknown' | 'usable' | 'unusable' | 'stopped' = 'unknown'
  let checking: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let pause = minPause
  let usableSince = Number.NEGATIVE_INFINITY

  function checkNow(): void {
    checking ??= check()
      .then(use, leave)
      .finally(() => (checking = undefined))
  }

  function use(): void {
    if (state === 'stopped' || state === 'usable') return
    state = 'usable'
    usableSince = performance.now()
    onUsable?.()
  }

  function leave(reason: unknown): void {
    if (state === 'stopped') return
    if (state === 'usable')
      pause = performance.now() - usableSince < maxPause ? Math.min(pause * 2, maxPause) : minPause
    if (state !== 'unusable') onUnusable?.(reason)
    state = 'unusable'
    timer = setTimeout(checkNow, pause).unref()
  }

  checkNow()
  return {
    get isUsable() {
      return state === 'usable'
    },
    fail(reason) {
      // Reads that began before the first failure fail later.
      if (state === 'usable') leave(reason)
    },
    suspect() {
      if (state === 'usable') checkNow()
    },
    stop() {
      state = 'stopped'
      clearTimeout(timer)
    },
  }
}
