import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Makes sure that no second process opens an embedded database, which would destroy it.
 * Resolves to a function that gives the folder back. A claim whose process has died does not count.
 */
export async function claimFolder(folder: string): Promise<() => Promise<void>> {
  const claim = join(folder, 'taskpact.pid')
  try {
    await writeFile(claim, String(process.pid), { flag: 'wx' })
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
    const owner = Number(await readFile(claim, 'utf8'))
    if (owner !== process.pid && isAlive(owner)) {
      throw new Error(`The database in ${folder} is in use by process ${owner}`, { cause: error })
    }
    await writeFile(claim, String(process.pid))
  }
  return () => rm(claim, { force: true })
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return isCode(error, 'EPERM')
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
