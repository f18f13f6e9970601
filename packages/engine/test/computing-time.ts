import { existsSync, readFileSync } from 'node:fs'

/*
 * The kernel of common machines provides a page of memory in 0.3 µs, that of some virtual ones in 13 µs. Tests of the CPU time of code
 * subtract it.
 */

const schedulerStatistics = '/proc/thread-self/schedstat'
const isLinux = existsSync(schedulerStatistics)

/** Milliseconds in which the kernel provides a page. 0 where it cannot be measured. */
const pageTime = isLinux ? Math.min(...[1, 2, 3].map(measurePageTime)) : 0

function measurePageTime(): number {
  const [time, pages] = [threadTime(), pagesOfThread()]
  Buffer.allocUnsafeSlow(32 * 2 ** 20).fill(1)
  return (threadTime() - time) / Math.max(1, pagesOfThread() - pages)
}

/**
 * Milliseconds that the calling thread has run: the first number of Linux's scheduler statistics (proc(5)), in nanoseconds. Elsewhere CPU time of
 * the process, which includes the garbage collector's threads.
 */
function threadTime(): number {
  return isLinux ? Number.parseInt(readFileSync(schedulerStatistics, 'utf8'), 10) / 1e6 : processTime()
}

/** Pages of memory that the kernel has provided to the calling thread: `minflt` in proc(5). */
function pagesOfThread(): number {
  if (!isLinux) return 0
  const [, afterName = ''] = readFileSync('/proc/thread-self/stat', 'utf8').split(') ')
  return Number(afterName.split(' ')[7])
}

function processTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Milliseconds that the calling thread has run, without those in which the kernel provided memory. */
export function computingTimeOfThread(): number {
  return threadTime() - pagesOfThread() * pageTime
}

/** CPU time of the process in milliseconds, without that in which the kernel provided memory. */
export function computingTime(): number {
  return processTime() - process.resourceUsage().minorPageFault * pageTime
}
