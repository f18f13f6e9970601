import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Locks the folder of an embedded database, which a second process would destroy. Resolves to a function that releases the
 * lock. Rejects if the process that holds it is alive.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = join(folder, 'taskpact.pid')
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' })
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
    const owner = Number(await readFile(file, 'utf8'))
    if (owner !== process.pid && isAlive(owner)) {
      throw new Error(`The database in ${folder} is in use by process ${owner}`, { cause: error })
    }
    await writeFile(file, String(process.pid))
  }
  return () => rm(file, { force: true })
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return hasCode(error, 'EPERM') // it runs as another user
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
