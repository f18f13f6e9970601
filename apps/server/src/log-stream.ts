import { type DestinationStream, pino } from 'pino'

/** Milliseconds that a line may wait for others. */
const patience = 10

/**
 * Where log lines go: to stdout, those of some milliseconds by one call of the system, not one each, which would take a tenth of
 * the processor time of a small call. What is not written yet is written when the process ends, however it does but by SIGKILL.
 */
export function openLogStream(): DestinationStream {
  const stdout = pino.destination({ fd: 1, sync: true })
  let lines = ''

  function flush(): void {
    const all = lines
    lines = ''
    if (all !== '') stdout.write(all)
  }

  process.once('exit', flush)
  return {
    write(line) {
      if (lines === '') setTimeout(flush, patience)
      lines += line
    },
  }
}
