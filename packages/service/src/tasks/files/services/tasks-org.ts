import type { IgnoredNames } from '../ignored-names.js'
import type { Due } from './due.js'
import type { Fact, ForeignTask } from './imported-task.js'
import {
  hasList,
  isObject,
  type JsonObject,
  names,
  numberIn,
  objectIn,
  objectsIn,
  reportOthers,
  textIn,
  timestampIn,
} from './json-access.js'
import type { JsonService } from './json-service.js'

/**
 * A backup of Tasks.org (https://github.com/tasks/tasks/blob/main/app/src/main/java/org/tasks/backup/TasksJsonExporter.kt). Members with
 * their default value are absent. Times are milliseconds since 1970.
 */
export const tasksOrg: JsonService = {
  matches: (file) => {
    const data = isObject(file) ? objectIn(file, 'data') : {}
    return hasList(data, 'tasks') && objectsIn(data, 'tasks').every((backup) => isObject(backup.task))
  },
  *tasks(file, ignored) {
    const data = objectIn(file as JsonObject, 'data')
    const backups = objectsIn(data, 'tasks')
    const namesOf = (list: string, key: string) =>
      new Map(objectsIn(data, list).map((item) => [textIn(item, key), textIn(item, 'name')]))
    const context: Context = {
      lists: namesOf('caldavCalendars', 'uuid'),
      places: namesOf('places', 'uid'),
      parents: new Map(
        backups.map((backup) => [textIn(listEntryOf(backup), 'remoteId'), textIn(objectIn(backup, 'task'), 'title')]),
      ),
    }
    for (const backup of backups) {
      if (numberIn(objectIn(backup, 'task'), 'deletionDate') === undefined) yield toTask(backup, context, ignored)
      else ignored.add('deleted tasks')
    }
  },
}

type Names = ReadonlyMap<string | undefined, string | undefined>

interface Context {
  readonly lists: Names
  readonly places: Names
  readonly parents: Names
}

const used =
  names(`title priority dueDate hideUntil creationDate modificationDate completionDate deletionDate notes estimatedSeconds
  elapsedSeconds timerStart ringFlags reminderFlags reminderLast recurrence repeatFrom calendarURI remoteId isCollapsed order readOnly`)
const usedOfBackup = names(
  'task dirtyVersion syncedVersion alarms geofences tags comments attachments caldavTasks vtodo google',
)

/** 0 is the highest, and is written only if it is not the default, which is 3. */
const priorities = ['high', 'medium', 'low', 'none'] as const

function toTask(backup: JsonObject, { lists, places, parents }: Context, ignored: IgnoredNames): ForeignTask {
  const task = objectIn(backup, 'task')
  reportOthers(task, used, ignored)
  reportOthers(backup, usedOfBackup, ignored)
  const entry = listEntryOf(backup)
  const parent = textIn(entry, 'remoteParent')
  const tags = objectsIn(backup, 'tags').map((tag) => textIn(tag, 'name'))
  const list = lists.get(textIn(entry, 'calendar'))
  return {
    id: textIn(task, 'remoteId'),
    title: textIn(task, 'title') ?? '',
    notes: textIn(task, 'notes'),
    priority: typeof task.priority === 'number' ? (priorities[task.priority] ?? 'none') : 'none',
    tags: [...tags, list].filter((tag) => tag !== undefined),
    due: dueOf(task),
    completed: numberIn(task, 'completionDate') !== undefined,
    completedAt: timestampIn(task, 'completionDate'),
    createdAt: timestampIn(task, 'creationDate'),
    facts: [
      ['Subtask of', parent && (parents.get(parent) ?? parent)],
      ['Start', timestampIn(task, 'hideUntil')],
      ['Repeats', textIn(task, 'recurrence')],
      ['Estimate', secondsOf(task, 'estimatedSeconds')],
      ['Time spent', secondsOf(task, 'elapsedSeconds')],
      ['Calendar', textIn(task, 'calendarURI')],
      ...objectsIn(backup, 'alarms').map(alarmOf),
      ...objectsIn(backup, 'geofences').map(
        (fence): Fact => ['Location', places.get(textIn(fence, 'place')) ?? textIn(fence, 'place')],
      ),
      ...objectsIn(backup, 'comments').map(commentOf),
      ...objectsIn(backup, 'attachments').map(
        (file): Fact => ['Attachment', textIn(file, 'name') ?? textIn(file, 'uri')],
      ),
    ],
  }
}

/** The entry of the task in its list. Those that are deleted are in former lists. */
function listEntryOf(backup: JsonObject): JsonObject {
  return objectsIn(backup, 'caldavTasks').find((entry) => numberIn(entry, 'deleted') === undefined) ?? {}
}

/**
 * A due time has a second, a due date is noon in the zone of the phone, which the file does not name. Noon is on the same day in UTC in
 * every zone from UTC-11 to UTC+12.
 */
function dueOf(task: JsonObject): Due | undefined {
  const due = numberIn(task, 'dueDate')
  const timestamp = timestampIn(task, 'dueDate')
  if (due === undefined || timestamp === undefined) return undefined
  return due % 60_000 > 0 ? { dueAt: timestamp } : { dueDate: timestamp.slice(0, '2026-11-24'.length) }
}

/** Types 1 and 2 are relative to the start and the due date. */
function alarmOf(alarm: JsonObject): Fact {
  const minutes = Math.round((numberIn(alarm, 'time') ?? 0) / 60_000)
  const type = numberIn(alarm, 'type')
  if (type === 1 || type === 2) return ['Reminder', `${minutes} min from the ${type === 1 ? 'start' : 'due date'}`]
  return ['Reminder', type === undefined || type === 4 ? timestampIn(alarm, 'time') : `of type ${type}`]
}

function commentOf(comment: JsonObject): Fact {
  const date = timestampIn(comment, 'created')?.slice(0, '2026-11-24'.length)
  return [date === undefined ? 'Comment' : `Comment (${date})`, textIn(comment, 'message')]
}

function secondsOf(task: JsonObject, name: string): string | undefined {
  const minutes = Math.round((numberIn(task, name) ?? 0) / 60)
  return minutes === 0 ? undefined : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
