import { readFileSync } from 'node:fs'
import { ImportedTask, type ImportFormat } from '@taskpact/contract'
import { readRows } from './read-rows.js'

/** Returns the text of a made-up file in `services/examples`. */
export function exampleText(name: string): string {
  return readFileSync(new URL(`../src/tasks/files/services/examples/${name}`, import.meta.url), 'utf8')
}

/** Reads a file as the import does. Fails if a task is invalid. */
export async function readTasks(format: ImportFormat, content: string) {
  const { rows, ignored } = await readRows(format, content)
  return { tasks: rows.map(({ value }) => ImportedTask.parse(value)), ignored }
}
