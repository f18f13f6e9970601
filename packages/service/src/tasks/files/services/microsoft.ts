import type { IgnoredNames } from '../ignored-names.js'
import { type Due, inZone } from './due.js'
import { htmlText } from './html-text.js'
import type { Fact, ForeignTask } from './imported-task.js'
import {
  hasList,
  isObject,
  type JsonObject,
  lookUp,
  names,
  numberIn,
  objectIn,
  objectsIn,
  reportOthers,
  textIn,
  textsIn,
} from './json-access.js'
import type { JsonService } from './json-service.js'

/**
 * Microsoft To Do as Microsoft Graph returns it (https://learn.microsoft.com/graph/api/resources/todotask): a collection or an array of
 * tasks, or of lists with their tasks.
 */
export const microsoft: JsonService = {
  matches: (file) => {
    const items = itemsOf(file)
    return items.length > 0 && items.every((item) => isTask(item) || isList(item))
  },
  *tasks(file, ignored) {
    for (const item of itemsOf(file)) {
      if (isTask(item)) yield toTask(item, undefined, ignored)
      else for (const task of objectsIn(item, 'tasks')) yield toTask(task, textIn(item, 'displayName'), ignored)
    }
  },
}

function itemsOf(file: unknown): readonly JsonObject[] {
  if (Array.isArray(file)) return file.every(isObject) ? file : []
  return isObject(file) ? objectsIn(file, 'value') : []
}

const statuses = names('notStarted inProgress completed waitingOnOthers deferred')

function isTask(item: JsonObject): boolean {
  return typeof item.importance === 'string' && statuses.has(String(item.status))
}

function isList(item: JsonObject): boolean {
  return typeof item.displayName === 'string' && hasList(item, 'tasks')
}

const used = names(`id @odata.etag @odata.type @odata.context title body importance status isReminderOn createdDateTime
  lastModifiedDateTime bodyLastModifiedDateTime completedDateTime dueDateTime startDateTime reminderDateTime recurrence categories
  checklistItems linkedResources checklistItems@odata.context linkedResources@odata.context`)

const priorities = { high: 'high', normal: 'none', low: 'low' } as const

function toTask(item: JsonObject, list: string | undefined, ignored: IgnoredNames): ForeignTask {
  reportOthers(item, used, ignored)
  const body = objectIn(item, 'body')
  const content = textIn(body, 'content')
  const steps = objectsIn(item, 'checklistItems').map(
    (step): Fact => ['Subtask', `${step.isChecked === true ? '[x]' : '[ ]'} ${textIn(step, 'displayName') ?? ''}`],
  )
  const links = objectsIn(item, 'linkedResources').map(
    (link): Fact => ['Link', [textIn(link, 'displayName'), textIn(link, 'webUrl')].filter(Boolean).join(' ')],
  )
  const status = textIn(item, 'status')
  return {
    title: textIn(item, 'title') ?? '',
    notes: content !== undefined && body.contentType === 'html' ? htmlText(content) : content,
    priority: lookUp(priorities, textIn(item, 'importance')) ?? 'none',
    tags: [...textsIn(item, 'categories'), ...(list === undefined ? [] : [list])],
    due: dueOf(objectIn(item, 'dueDateTime')),
    completed: status === 'completed',
    completedAt: timestampTextOf(objectIn(item, 'completedDateTime')),
    createdAt: textIn(item, 'createdDateTime'),
    facts: [
      ['Status', lookUp(statusTexts, status)],
      ['Start', timestampTextOf(objectIn(item, 'startDateTime'))],
      ['Reminder', item.isReminderOn === false ? undefined : timestampTextOf(objectIn(item, 'reminderDateTime'))],
      ['Repeats', recurrenceOf(objectIn(item, 'recurrence'))],
      ...steps,
      ...links,
    ],
  }
}

const statusTexts: Readonly<Record<string, string>> = {
  inProgress: 'in progress',
  waitingOnOthers: 'waiting on others',
  deferred: 'deferred',
}

/** To Do has due dates only, which are midnight in a zone. Another time is kept as a timestamp. */
function dueOf(value: JsonObject): Due | undefined {
  const { date, time } = partsOf(value)
  if (date === undefined) return undefined
  if (time === undefined || /^00:00:00(?:\.0*)?$/.test(time)) return { dueDate: date }
  const timestamp = timestampTextOf(value)
  return timestamp?.endsWith('Z') ? { dueAt: timestamp } : { dueDate: date, dueTime: `${time} (${value.timeZone})` }
}

/** Returns a `dateTimeTimeZone` as a timestamp, or as text if its zone is not an IANA zone. Some are names of Windows. */
function timestampTextOf(value: JsonObject): string | undefined {
  const { date, time } = partsOf(value)
  if (date === undefined) return undefined
  const zone = textIn(value, 'timeZone') ?? 'UTC'
  return inZone(date, time ?? '00:00:00', zone) ?? `${date} ${time ?? ''} (${zone})`
}

/** The seconds have seven digits after the point. */
function partsOf(value: JsonObject): { date?: string; time?: string } {
  const [, date, time] =
    /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d(?:\.\d{1,3})?)\d*Z?)?$/.exec(textIn(value, 'dateTime') ?? '') ?? []
  return date === undefined ? {} : { date, ...(time !== undefined && { time }) }
}

/** Returns a recurrence such as `every 2 weeks on monday, friday, until 2026-12-31`. */
function recurrenceOf(recurrence: JsonObject): string | undefined {
  const pattern = objectIn(recurrence, 'pattern')
  const range = objectIn(recurrence, 'range')
  const type = textIn(pattern, 'type')
  if (type === undefined) return undefined
  const days = textsIn(pattern, 'daysOfWeek')
  const day = numberIn(pattern, 'dayOfMonth')
  return [
    `${type}, every ${numberIn(pattern, 'interval') ?? 1}`,
    days.length > 0 &&
      `on ${[/^relative/.test(type) && textIn(pattern, 'index'), days.join(' ')].filter(Boolean).join(' ')}`,
    day !== undefined && `on day ${day}`,
    numberIn(pattern, 'month') !== undefined && `in month ${pattern.month}`,
    range.type === 'endDate' && `until ${range.endDate}`,
    range.type === 'numbered' && `${range.numberOfOccurrences} times`,
  ]
    .filter(Boolean)
    .join(', ')
}
