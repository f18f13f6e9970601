import type { DestinationStream } from 'pino'
import sonicBoom from 'sonic-boom'

/** The largest write that a pipe takes in one piece, also if several workers write to it (PIPE_BUF, pipe(7)). */
const maxWriteBytes = 4096

/** Maximum bytes of lines that wait for a reader. Further lines are dropped. */
const maxBufferedBytes = 1024 * 1024

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
 * exception ends it; a signal without a handler and `abort` lose the last ones. A reader that stops reading, or a full disk, never
 * blocks the process. Calls `onRecovered` with the number of lines that were lost meanwhile, once all others are written.
 */
export function openDestination(onRecovered: (dropped: number) => void): Destination {
  let dropped = 0
  let reported = 0
  let failed = false
  let pendingBytes = 0
  let retryUntil = 0
  let isScheduled = false

  const stdout = new sonicBoom.SonicBoom({
    fd: 1,
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
    dropped += 1
    pendingBytes -= Buffer.byteLength(line)
  })

  function flush(): void {
    isScheduled = false
    failed = false
    preventBlocking()
    stdout.flush()
    if (!failed && pendingBytes > 0) stdout.flush() // the first leaves what is less than one write
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
    } catch {
      // the reader has closed the pipe, or has not read for a second
    } finally {
      retryUntil = 0
    }
  }

  function schedule(ms: number): void {
    if (!isScheduled) setTimeout(flush, ms).unref()
    isScheduled = true
  }

  process.once('exit', flushSync)
  return {
    write(line) {
      preventBlocking()
      pendingBytes += Buffer.byteLength(line)
      stdout.write(line)
      schedule(batchMs)
    },
    flushSync,
    dropped: () => dropped,
  }
}

/**
 * Makes a write to a full pipe fail instead of waiting. The mode belongs to the pipe, which the processes of a cluster share, and
 * starting a worker resets it, so it is set before each write (PERFORMANCE.md). Node has no public function for it.
 */
function preventBlocking(): void {
  if (process.stdout.isTTY) return
  const { _handle } = process.stdout as { _handle?: { setBlocking?(blocking: boolean): void } | null }
  _handle?.setBlocking?.(false)
}
