import type { DestinationStream } from 'pino'
import sonicBoom from 'sonic-boom'

/** The largest write that a pipe takes in one piece, also if several workers write to it (PIPE_BUF, pipe(7)). */
const maxWriteBytes = 4096

/** Maximum bytes of lines that wait for a reader. Further lines are dropped. */
const maxBufferedBytes = 1024 * 1024

/** Maximum number of fatal lines that wait although the buffer is full. */
const maxFatalLines = 10

const batchMs = 10
const retryMs = 100

/** Maximum time for which an exiting process waits for a reader. */
const exitTimeoutMs = 1000

export interface Destination extends DestinationStream {
  flushSync(): void
  /** Log lines that this process has dropped so far. */
  dropped(): number
}

/**
 * Opens stdout for log lines: those of a few milliseconds are written together. All lines are written when the process exits or an
 * exception ends it; a signal without a handler and `abort` lose the last ones. A reader that stops reading or ends, a stopped
 * terminal, or a full disk never blocks or ends the process. Calls `onRecovered` with the number of lines that were lost
 * meanwhile, once all others are written.
 */
export function openDestination(onRecovered: (dropped: number) => void): Destination {
  let dropped = 0
  let reported = 0
  let failed = false
  let pendingBytes = 0
  let retryUntil = 0
  let isScheduled = false
  const fatalLines: string[] = []

  const stdout = new sonicBoom.SonicBoom({
    fd: descriptorOf(stdoutHandle()),
    sync: true, // what is written when the process exits has reached the reader
    minLength: maxWriteBytes - 1,
    maxWrite: maxWriteBytes,
    maxLength: maxBufferedBytes,
    retryEAGAIN: () => performance.now() < retryUntil,
  })
  stdout.on('error', () => {
    failed = true
  })
  stdout.on('write', (bytes) => {
    pendingBytes -= bytes
  })
  stdout.on('drop', (line) => {
    pendingBytes -= Buffer.byteLength(line)
    if (isFatal(line) && fatalLines.length < maxFatalLines) fatalLines.push(line)
    else dropped += 1
  })

  function flush(): void {
    isScheduled = false
    failed = false
    preventBlocking()
    stdout.flush()
    if (!failed && pendingBytes > 0) stdout.flush() // the first leaves what is less than one write
    if (!failed && fatalLines.length > 0) {
      for (const line of fatalLines.splice(0)) append(line)
      stdout.flush()
    }
    const lost = dropped - reported
    if (failed) schedule(retryMs)
    else if (lost > 0) {
      reported = dropped
      onRecovered(lost)
    }
  }

  function flushSync(): void {
    retryUntil = performance.now() + exitTimeoutMs
    preventBlocking()
    try {
      stdout.flushSync()
      pendingBytes = 0
      for (const line of fatalLines.splice(0)) append(line)
      stdout.flushSync()
      pendingBytes = 0
    } catch {
      // the reader has closed the pipe, or has not read for a second
    } finally {
      retryUntil = 0
    }
  }

  function append(line: string): void {
    pendingBytes += Buffer.byteLength(line)
    stdout.write(line)
  }

  function schedule(ms: number): void {
    if (!isScheduled) setTimeout(flush, ms).unref()
    isScheduled = true
  }

  process.once('exit', flushSync)
  return {
    write(line) {
      preventBlocking()
      append(line)
      schedule(batchMs)
    },
    flushSync,
    dropped: () => dropped,
  }
}

/** Whether a line of pino has the level `fatal`. */
function isFatal(line: string): boolean {
  return line.startsWith('{"level":60,')
}

/** The part of a handle of Node that it has no public functions for. */
interface Handle {
  readonly fd?: number
  setBlocking?(blocking: boolean): void
}

function stdoutHandle(): Handle | undefined {
  return (process.stdout as { _handle?: Handle | null })._handle ?? undefined
}

/** Node opens a terminal a second time, so that its mode is not shared with other programs that use it. */
function descriptorOf(handle: Handle | undefined): number {
  return process.stdout.isTTY ? (handle?.fd ?? 1) : 1
}

/**
 * Makes a write to a full pipe or a stopped terminal fail instead of waiting. The mode belongs to the pipe, which the processes of a
 * cluster share, and starting a worker resets it, so it is set before each write (PERFORMANCE.md). A terminal that could not be
 * opened a second time keeps its mode.
 */
function preventBlocking(): void {
  const handle = stdoutHandle()
  if (process.stdout.isTTY && handle?.fd === 1) return
  handle?.setBlocking?.(false)
}
