import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** A file of this folder's package. */
export function inBench(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url))
}

/** Writes Markdown as the formatter has it, so that it can be committed. */
export async function writePage(path: string, text: string): Promise<void> {
  await writeFile(inBench(path), text)
  await promisify(execFile)(inBench('../../node_modules/.bin/biome'), ['format', '--write', inBench(path)])
}
