/** Where progress is shown: a terminal has one line that changes, anything else gets a line now and then. */
export interface Screen {
  readonly isTTY?: boolean
  write(text: string): unknown
}

export interface Progress {
  /** Shows how far it is; what comes too soon after the last may be passed over. */
  show(line: string): void
  /** Ends the changing line. */
  end(): void
}

/** Milliseconds between two lines: often enough to look alive, seldom enough for the log of a pipeline. */
const pause = { terminal: 100, log: 2000 }

export function createProgress(screen: Screen, now: () => number = Date.now): Progress {
  const wait = screen.isTTY ? pause.terminal : pause.log
  let shownAt = Number.NEGATIVE_INFINITY
  let isOpen = false
  return {
    show(line) {
      if (now() - shownAt < wait) return
      shownAt = now()
      isOpen = screen.isTTY === true
      screen.write(isOpen ? `\r\x1b[K${line}` : `${line}\n`)
    },
    end() {
      if (isOpen) screen.write('\r\x1b[K')
      isOpen = false
    },
  }
}
