import type { Priority } from '@taskpact/contract'
import type { IgnoredNames } from '../ignored-names.js'
import { type Due, inZone, localDue } from '../services/due.js'
import type { Fact, ForeignTask } from '../services/imported-task.js'
import type { Calendar, Todo } from './calendars.js'
import { type ContentLine, parameterOf, textOf, textsOf } from './content-lines.js'
import { localTimeOf } from './time-zone.js'

/** Returns the task of a VTODO (RFC 5545, section 3.6.2). Properties without a field become lines of the description. */
export function toForeignTask(
  todo: Todo,
  calendar: Calendar,
  titles: ReadonlyMap<string, string>,
  ignored: IgnoredNames,
): ForeignTask {
  const facts: Fact[] = []
  const due = lineOf(todo, 'DUE')
  for (const line of todo.lines) {
    if (line.name === 'DTSTART' && line.value === due?.value) continue
    const fact = factOf(line, titles)
    if (fact) facts.push(fact)
    else if (!handled.has(line.name)) ignored.add(line.name)
  }
  for (const line of todo.alarms) if (line.name === 'TRIGGER') facts.push(['Reminder', line.value])
  const status = textIn(todo, 'STATUS')?.trim().toUpperCase()
  const categories = categoriesOf(todo)
  return {
    // Occurrences of a recurring task have the UID of the series.
    id: lineOf(todo, 'RECURRENCE-ID') ? undefined : textIn(todo, 'UID'),
    title: textIn(todo, 'SUMMARY') ?? '',
    notes: textIn(todo, 'DESCRIPTION'),
    priority: priorityOf(textIn(todo, 'PRIORITY')),
    tags: calendar.name === undefined ? categories : [...categories, calendar.name],
    due: dueOf(due, calendar),
    completed: isCompleted(todo, status),
    completedAt: timestampOrText(lineOf(todo, 'COMPLETED'), calendar),
    createdAt: timestampOrText(lineOf(todo, 'CREATED'), calendar),
    facts: [...facts, ...progressOf(todo, status)],
  }
}

/** Returns the text of the first property with a name. */
export function textIn(todo: Todo, name: string): string | undefined {
  const line = lineOf(todo, name)
  return line && textOf(line)
}

function lineOf({ lines }: Todo, name: string): ContentLine | undefined {
  return lines.find((line) => line.name === name)
}

/** A task with more categories has them reported, and no calendar has as many. */
const maxCategories = 1000

function categoriesOf({ lines }: Todo): string[] {
  const categories: string[] = []
  for (const line of lines) {
    if (line.name !== 'CATEGORIES') continue
    for (const category of textsOf(line)) if (categories.push(category) > maxCategories) return categories
  }
  return categories
}

/** Properties that have a field, and those about the object itself, which the server sets. */
const handled = new Set(
  (
    'UID SUMMARY DESCRIPTION PRIORITY CATEGORIES DUE STATUS COMPLETED CREATED PERCENT-COMPLETE ' +
    'DTSTAMP LAST-MODIFIED SEQUENCE X-LIC-ERROR'
  ).split(' '),
)

const labels: Readonly<Record<string, string>> = {
  DTSTART: 'Start',
  DURATION: 'Duration',
  RRULE: 'Repeats',
  RDATE: 'Repeats on',
  EXDATE: 'Does not repeat on',
  'RECURRENCE-ID': 'Occurrence of',
  LOCATION: 'Location',
  GEO: 'Coordinates',
  URL: 'URL',
  COMMENT: 'Comment',
  CONTACT: 'Contact',
  RESOURCES: 'Resources',
  ORGANIZER: 'Organizer',
  ATTENDEE: 'Attendee',
  CLASS: 'Class',
}

const textProperties = new Set(['LOCATION', 'COMMENT', 'CONTACT', 'RESOURCES'])
const timeProperties = new Set(['DTSTART', 'RDATE', 'EXDATE', 'RECURRENCE-ID'])

/** Returns a property that has no field as a line of the description. Of attachments only links, not their content. */
function factOf(line: ContentLine, titles: ReadonlyMap<string, string>): Fact | undefined {
  if (line.name === 'RELATED-TO') return relationOf(line, titles)
  if (line.name === 'ATTACH' && parameterOf(line, 'VALUE')?.toUpperCase() !== 'BINARY')
    return ['Attachment', line.value]
  const label = Object.hasOwn(labels, line.name) ? labels[line.name] : undefined
  if (label === undefined) return undefined
  if (timeProperties.has(line.name))
    return [label, [readableTime(line.value), parameterOf(line, 'TZID')].filter(Boolean).join(' ')]
  return [label, textProperties.has(line.name) ? textOf(line) : line.value.replace(/^mailto:/i, '')]
}

/** Without a RELTYPE, the related task is the parent (RFC 5545, section 3.2.15). */
function relationOf(line: ContentLine, titles: ReadonlyMap<string, string>): Fact {
  const type = parameterOf(line, 'RELTYPE')?.toUpperCase() ?? 'PARENT'
  const uid = textOf(line)
  return [type === 'PARENT' ? 'Subtask of' : type === 'CHILD' ? 'Subtask' : 'Related to', titles.get(uid) || uid]
}

/** 1 to 4 are high, 5 is medium, 6 to 9 are low, 0 is undefined (RFC 5545, section 3.8.1.9). */
function priorityOf(text: string | undefined): Priority {
  const number = Number(text ?? 0)
  if (!(number >= 1 && number <= 9)) return 'none'
  return number < 5 ? 'high' : number === 5 ? 'medium' : 'low'
}

/** A cancelled task is completed, because it must not be open. */
function isCompleted(todo: Todo, status: string | undefined): boolean {
  if (status !== undefined && status !== '') return status === 'COMPLETED' || status === 'CANCELLED'
  return lineOf(todo, 'COMPLETED') !== undefined || Number(textIn(todo, 'PERCENT-COMPLETE')) === 100
}

function progressOf(todo: Todo, status: string | undefined): Fact[] {
  const percent = Number(textIn(todo, 'PERCENT-COMPLETE') ?? 0)
  const facts: Fact[] = []
  if (status !== undefined && !['', 'NEEDS-ACTION', 'COMPLETED'].includes(status))
    facts.push(['Status', status.toLowerCase().replace('-', ' ')])
  if (percent > 0 && percent < 100) facts.push(['Progress', `${percent} %`])
  return facts
}

/** A date is an all-day due date. A local time without a zone is read in the zone of the calendar, if it names one. */
function dueOf(line: ContentLine | undefined, calendar: Calendar): Due | undefined {
  if (!line) return undefined
  const { date, time } = partsOf(line.value)
  if (date === undefined) return { dueDate: line.value }
  if (time === undefined) return { dueDate: date }
  const timestamp = timestampOf(line, calendar)
  if (timestamp !== undefined) return { dueAt: timestamp }
  return localDue(date, time, parameterOf(line, 'TZID'))
}

/** Returns a time in UTC, or undefined if its zone is not known. Of a date, which should be a time, it is the start in UTC. */
function timestampOf(line: ContentLine | undefined, calendar: Calendar): string | undefined {
  if (!line) return undefined
  const { date, time, isUtc } = partsOf(line.value)
  if (date === undefined) return undefined
  if (time === undefined || isUtc) return `${date}T${time ?? '00:00:00'}Z`
  const id = parameterOf(line, 'TZID')
  const toUtc = calendar.zones.get(id ?? '')
  const local = localTimeOf(line.value)
  if (toUtc && local !== undefined) return new Date(toUtc(local)).toISOString()
  const zone = id === undefined ? calendar.zone : ianaZoneIn(id)
  return zone === undefined ? undefined : inZone(date, time, zone)
}

/** Nextcloud writes creation times without a zone. They become part of the description. */
function timestampOrText(line: ContentLine | undefined, calendar: Calendar): string | undefined {
  return line && (timestampOf(line, calendar) ?? readableTime(line.value))
}

/** Some programs write the zone as the end of a path, such as `/freeassociation.sourceforge.net/Europe/Berlin`. */
function ianaZoneIn(id: string): string {
  return (
    /(?:^|\/)((?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)\/[\w+\-/]+)$/.exec(
      id,
    )?.[1] ?? id
  )
}

function partsOf(value: string): { date?: string; time?: string; isUtc?: boolean } {
  const [, year, month, day, hour, minute, second, utc] =
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?$/.exec(value.trim()) ?? []
  if (year === undefined) return {}
  const date = `${year}-${month}-${day}`
  return hour === undefined ? { date } : { date, time: `${hour}:${minute}:${second}`, isUtc: utc !== undefined }
}

/** Returns the dates and times of a list in the extended format. */
function readableTime(value: string): string {
  return value.replace(
    /(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?/g,
    (_, year, month, day, hour, minute, _second, utc) =>
      `${year}-${month}-${day}${hour === undefined ? '' : ` ${hour}:${minute}${utc ? ' UTC' : ''}`}`,
  )
}
