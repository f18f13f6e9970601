import { AccountExport, taskLimits } from '@taskpact/contract'
import { meaningOf, sameFieldError, setField } from './field-names.js'
import type { FileReader, FileRow } from './file-content.js'
import { type IgnoredNames, ignoredNames } from './ignored-names.js'
import { invalidContent } from './invalid-content.js'
import { type JsonItem, jsonItems, jsonText, parseItem, toMember } from './json-items.js'

/** Reads a JSON array of tasks, or an object whose member `tasks` is one. Other members of an account export are known. */
export const readJson: FileReader = (content) => {
  const ignored = ignoredNames()
  return { rows: rowsOf(content, ignored), ignored: ignored.names }
}

async function* rowsOf(text: string, ignored: IgnoredNames): AsyncGenerator<FileRow> {
  let row = 0
  for await (const item of jsonItems(text, await tasksIn(text, ignored))) {
    row++
    if (item.to - item.from > taskLimits.fileTaskLength)
      yield refused(
        row,
        `Use at most ${taskLimits.fileTaskLength} characters of JSON for a task.`,
        taskLimits.fileTaskLength,
      )
    else if (item.commas > maxCommas) yield refused(row, `Use at most ${maxCommas} values in a task.`, maxCommas)
    else yield toRow(parseItem(text, item), row, ignored)
  }
}

async function tasksIn(text: string, ignored: IgnoredNames): Promise<JsonItem> {
  const whole = jsonText(text)
  if (text[whole.from] === '[') return whole
  let tasks: JsonItem | undefined
  if (text[whole.from] === '{') {
    for await (const item of jsonItems(text, whole)) {
      const { name, value } = toMember(text, item)
      if (name === 'tasks') tasks = value
      else if (!Object.hasOwn(AccountExport.shape, name)) ignored.add(name)
    }
  } else parseItem(text, whole)
  if (!tasks || text[tasks.from] !== '[') throw invalidContent('Enter an array of tasks or an account export.')
  return tasks
}

function refused(row: number, message: string, max: number): FileRow {
  return { row, value: {}, issues: [{ code: 'custom', path: [], message, params: { code: 'too_long', max } }] }
}

/** An object of more members takes so long to parse and to compare that other requests wait. */
const maxCommas = 2000

function toRow(value: unknown, row: number, ignored: IgnoredNames): FileRow {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { row, value }
  const fields: Record<string, unknown> = {}
  const names = Object.keys(value)
  for (const name of names) {
    const meaning = meaningOf(name)
    if (meaning === 'unknown') ignored.add(name)
    else if (meaning !== 'set-by-server') setField(fields, meaning, (value as Record<string, unknown>)[name])
  }
  const message = sameFieldError(names)
  return {
    row,
    value: fields,
    ...(message && { issues: [{ code: 'custom', path: [], message, params: { code: 'duplicate' } }] }),
  }
}
