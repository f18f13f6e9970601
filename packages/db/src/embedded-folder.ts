import { statfsSync } from 'node:fs'
import { ConnectionError, codeOf, isDiskFull } from './errors.js'

/** Space without which PostgreSQL cannot start or continue: a WAL segment of 16 MiB, and pages of tables. */
const minFreeBytes = 20 * 1024 * 1024

/** Whether the disk of a folder has room for an embedded database to write. */
export function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize >= minFreeBytes
  } catch {
    return true // the folder is missing, which another error reports
  }
}

export function diskFull(folder: string, options?: ErrorOptions): ConnectionError {
  const message = `The disk of the database in ${folder} is full. Free at least ${minFreeBytes >> 20} MiB.`
  return new ConnectionError('DISK_FULL', message, options)
}

/** Returns the error of opening a folder as a sentence that says what to do, if its reason is known. */
export function toOpenError(folder: string, cause: unknown): unknown {
  const reason = reasons[codeOf(cause)]
  if (reason) return new Error(`Cannot open the database in ${folder}: ${reason}`, { cause })
  return isDiskFull(cause) || !hasRoom(folder) ? diskFull(folder, { cause }) : cause
}

const reasons: Readonly<Record<string, string>> = {
  EROFS: 'the file system is read-only.',
  EACCES: 'this user may not write to it.',
  EPERM: 'this user may not write to it.',
  EEXIST: 'it is a file, not a folder.',
  ENOTDIR: 'a part of its path is a file, not a folder.',
  EIO: 'the disk reports an input/output error.',
}
