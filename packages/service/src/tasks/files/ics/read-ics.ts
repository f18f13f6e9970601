import type { FileReader, FileRow } from '../file-content.js'
import { type IgnoredNames, ignoredNames } from '../ignored-names.js'
import { invalidContent } from '../invalid-content.js'
import { toImportedTask } from '../services/imported-task.js'
import { timeSlice } from '../time-slice.js'
import { type Calendar, calendarsOf } from './calendars.js'
import { textIn, toForeignTask } from './to-foreign-task.js'

/**
 * Reads the VTODO components of iCalendar (RFC 5545), of which a file can contain several calendars, as Nextcloud Tasks, Apple Reminders
 * and Tasks.org write them. A recurrence rule is kept as text. The name of the calendar becomes a tag.
 */
export const readIcs: FileReader = (content) => {
  if (!isCalendar(content)) throw invalidContent('Start the file with BEGIN:VCALENDAR.')
  const ignored = ignoredNames()
  return { rows: rowsOf(content, ignored), ignored: ignored.names }
}

/** Returns whether a file begins as iCalendar does. */
export function isCalendar(content: string): boolean {
  return /^\s*BEGIN:VCALENDAR[\r\n]/i.test(content.slice(0, 1000))
}

async function* rowsOf(content: string, ignored: IgnoredNames): AsyncGenerator<FileRow> {
  const pause = timeSlice()
  let row = 0
  for await (const calendar of calendarsOf(content, ignored)) {
    const titles = titlesOf(calendar)
    for (const todo of calendar.todos) {
      await pause()
      yield { row: ++row, value: toImportedTask(toForeignTask(todo, calendar, titles, ignored), ignored) }
    }
  }
}

/** Returns the titles of the tasks by UID, to name the parent of a subtask. */
function titlesOf({ todos }: Calendar): ReadonlyMap<string, string> {
  return new Map(todos.map((todo) => [textIn(todo, 'UID') ?? '', textIn(todo, 'SUMMARY') ?? '']))
}
