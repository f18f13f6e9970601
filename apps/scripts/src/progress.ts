/** A writable stream: a terminal gets one line that is overwritten, anything else a new line every two seconds. */
export interface Screen {
  readonly isTTY?: boolean
  write(text: string): unknown
}

export interface Progress {
  /** Shows the current state. Updates that follow the previous one too soon are skipped. */
  show(line: string): void
  /** Clears the line of a terminal. */
  end(): void
}

/** Minimum milliseconds between two updates. */
const updateInterval = { terminal: 100, log: 2000 }

export function createProgress(screen: Screen, now: () => number = Date.now): Progress {
  const interval = screen.isTTY ? updateInterval.terminal : updateInterval.log
  let shownAt = Number.NEGATIVE_INFINITY
  let hasLine = false
  return {
    show(line) {
      if (now() - shownAt < interval) return
      shownAt = now()
      hasLine = screen.isTTY === true
      screen.write(hasLine ? `\r\x1b[K${line}` : `${line}\n`)
    },
    end() {
      if (hasLine) screen.write('\r\x1b[K')
      hasLine = false
    },
  }
}
