import type { ImportFormat } from '@taskpact/contract'
import type { FileOptions, FileRow } from '../src/tasks/files/file-content.js'
import { readFile } from '../src/tasks/files/read-file.js'

/** Reads a whole file. */
export async function readRows(
  format: ImportFormat,
  content: string,
  options: FileOptions = {},
): Promise<{ rows: FileRow[]; ignored: string[] }> {
  const { rows, ignored } = readFile(format, content, options)
  const read: FileRow[] = []
  for await (const row of rows) read.push(row)
  return { rows: read, ignored: [...ignored] }
}
