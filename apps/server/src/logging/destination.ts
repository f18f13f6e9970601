import { type DestinationStream, pino } from 'pino'

/** Milliseconds that a line may wait for others. */
const patience = 10

/** Bytes that a pipe takes in one piece, also where several workers write to it (PIPE_BUF, `man 7 pipe`). */
const most = 4096

/**
 * Where log lines go: to stdout, those of some milliseconds by one call of the system, not one each. What is not written yet is
 * written when the process ends, by itself, by `process.exit` or by what nobody caught; a signal that nobody handles, or an
 * `abort`, loses it.
 */
export function openLogStream(): DestinationStream & { flushSync(): void } {
  const stdout = pino.destination({ fd: 1, sync: true })
  let lines = ''
  let bytes = 0
  let timer: NodeJS.Timeout | undefined

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    const all = lines
    lines = ''
    bytes = 0
    if (all !== '') stdout.write(all)
  }

  process.once('exit', flush)
  return {
    write(line) {
      const length = Buffer.byteLength(line)
      if (bytes + length > most) flush()
      timer ??= setTimeout(flush, patience)
      lines += line
      bytes += length
    },
    /** pino asks for it after a line that is fatal. */
    flushSync: flush,
  }
}
