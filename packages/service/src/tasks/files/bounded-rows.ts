import type { FileContent, FileRow } from './file-content.js'
import { invalidContent } from './invalid-content.js'

/** Characters of descriptions in addition to four for each character of the file. */
const minLength = 1_000_000

/**
 * Ends a file with `invalid_input` if its descriptions are much longer than itself. Readers repeat texts that tasks share, such as the title
 * of a parent: a long one in a file of a few megabytes would need gigabytes.
 */
export function boundedRows({ rows, ignored }: FileContent, fileLength: number): FileContent {
  return { rows: withinLength(rows, minLength + 4 * fileLength), ignored }
}

async function* withinLength(rows: FileContent['rows'], max: number): AsyncGenerator<FileRow> {
  let length = 0
  for await (const row of rows) {
    length += descriptionLength(row.value)
    if (length > max) throw invalidContent('Shorten the names and titles that many tasks share.')
    yield row
  }
}

function descriptionLength(value: unknown): number {
  const { description } = (value ?? {}) as { readonly description?: unknown }
  return typeof description === 'string' ? description.length : 0
}
