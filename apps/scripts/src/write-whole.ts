import { randomUUID } from 'node:crypto'
import { link, rename, rm, stat, writeFile } from 'node:fs/promises'

/**
 * Writes a file as a whole or not at all, readable by its owner alone. Resolves to false where there is one already that may not be
 * replaced; rejects where there is something else, such as a folder or a device.
 */
export async function writeWhole(file: string, content: string, mayReplace: boolean): Promise<boolean> {
  const there = await stat(file).catch(() => undefined)
  if (there && !there.isFile()) throw new Error(`${file} is not a file`)
  const unfinished = `${file}.${randomUUID()}.part`
  try {
    await writeFile(unfinished, content, { mode: 0o600, flag: 'wx' })
    if (mayReplace) await rename(unfinished, file)
    else await link(unfinished, file) // fails where a rename would replace
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(unfinished, { force: true })
  }
}
