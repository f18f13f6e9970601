import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** Returns the path of a file of this package. */
export function inBench(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url))
}

/** Writes formatted Markdown, so that it can be committed. */
export async function writePage(path: string, text: string): Promise<void> {
  await writeFile(inBench(path), text)
  await promisify(execFile)(inBench('../../.tools/run'), ['biome', 'format', '--write', inBench(path)])
}
