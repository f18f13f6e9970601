import { link, rename, rm, stat, writeFile } from 'node:fs/promises'

/**
 * Writes a file completely or not at all, readable only by its owner. Returns false if the file exists and `replace` is false.
 * Rejects if the path is a folder or a device.
 */
export async function writeFileAtomic(file: string, content: string, replace: boolean): Promise<boolean> {
  const existing = await stat(file).catch(() => undefined)
  if (existing && !existing.isFile()) throw new Error(`${file} is not a file`)
  const temporary = `${file}.${crypto.randomUUID()}.part`
  try {
    await writeFile(temporary, content, { mode: 0o600, flag: 'wx' })
    if (replace) await rename(temporary, file)
    else await link(temporary, file) // fails if the file exists, unlike rename
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(temporary, { force: true })
  }
}
