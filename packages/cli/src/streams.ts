import { toSafeText } from './safe-text.js'
import type { Screen } from './table.js'

/** Width if the terminal does not say one: some report 0. */
const defaultColumns = 80

/** Ends the process quietly when the reader of stdout has closed it, as `head` does. A closed stderr stops nothing. */
export function handleClosedStreams(): void {
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') process.exit(0)
  })
  process.stderr.on('error', () => {})
}

/** Writes whole lines to stdout. Resolves when they are written; rejects if that fails, such as on a full disk. */
export function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()))
  })
}

/** Writes a line to stderr. */
export function note(line: string): void {
  process.stderr.write(`${line.split('\n').map(toSafeText).join('\n')}\n`)
}

/** Returns the terminal that stdout is, or undefined if it is something else. */
export function screen(): Screen {
  const { isTTY, columns } = process.stdout
  const { NO_COLOR, TERM } = process.env
  return isTTY ? { columns: columns || defaultColumns, colors: !NO_COLOR && TERM !== 'dumb' } : undefined
}

/** Minimum milliseconds between two updates. */
const interval = 100
let shownAt = Number.NEGATIVE_INFINITY
let hasLine = false

/** Shows the state of long work on a terminal, in a line that the next state replaces. Undefined clears it. */
export function progress(line: string | undefined): void {
  if (!process.stderr.isTTY) return
  if (line === undefined) {
    if (hasLine) process.stderr.write('\r\x1b[K')
    hasLine = false
  } else if (performance.now() - shownAt > interval) {
    shownAt = performance.now()
    hasLine = true
    process.stderr.write(`\r\x1b[K${line}`)
  }
}
