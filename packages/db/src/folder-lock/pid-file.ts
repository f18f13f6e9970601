import { readdir, readFile, readlink, realpath, rm, writeFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { codeOf } from '../errors.js'

export interface PidFileOptions {
  /** Whether the file is the only lock, because the folder cannot have sockets. */
  readonly isOnlyLock: boolean
}

/**
 * Writes `taskpact.pid`, which is how releases up to 0.1 lock the folder, and resolves to a function that deletes it. Rejects if
 * such a release runs on it. This release ends the number with a line feed, and trusts its own file only if there is no other lock.
 */
export async function claimPidFile(folder: string, { isOnlyLock }: PidFileOptions): Promise<() => Promise<void>> {
  const file = join(folder, 'taskpact.pid')
  const trusted = isOnlyLock ? /^([1-9]\d{0,9})\n?$/ : /^([1-9]\d{0,9})$/
  const content = await readIfPresent(file)
  const pid = Number(trusted.exec(content ?? '')?.[1])
  if (pid && pid !== process.pid && isAlive(pid) && (await mayUse(pid, folder))) {
    throw new Error(
      `The database in ${folder} is in use by process ${pid} (lock file: ${file}). Stop it first, or delete the file if it is another program.`,
    )
  }
  await writeFile(file, `${process.pid}\n`, { flag: isOnlyLock && content === undefined ? 'wx' : 'w' })
  return () => rm(file, { force: true })
}

async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return codeOf(error) === 'EPERM' // it runs as another user
  }
}

/** An embedded database has files open, so a process without them has the number by chance. True if the system does not say. */
async function mayUse(pid: number, folder: string): Promise<boolean> {
  const descriptors = `/proc/${pid}/fd`
  try {
    const inFolder = (await realpath(folder)) + sep
    const files = await Promise.all((await readdir(descriptors)).map((one) => targetOf(join(descriptors, one))))
    return files.some((one) => one.startsWith(inFolder))
  } catch {
    return true
  }
}

/** Empty if it was closed meanwhile. */
async function targetOf(descriptor: string): Promise<string> {
  return readlink(descriptor).catch(() => '')
}
