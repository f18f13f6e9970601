import type { IgnoredNames } from '../ignored-names.js'
import { htmlText } from './html-text.js'
import type { Fact, ForeignTask } from './imported-task.js'
import {
  isObject,
  type JsonObject,
  lookUp,
  names,
  numberIn,
  objectIn,
  objectsIn,
  reportOthers,
  textIn,
} from './json-access.js'
import type { JsonService } from './json-service.js'

/**
 * `data.json` of a Vikunja export: projects with tasks
 * (https://github.com/go-vikunja/vikunja/blob/main/pkg/models/export.go). Times without a value are in the year 1.
 */
export const vikunja: JsonService = {
  matches: (file) => Array.isArray(file) && file.length > 0 && file.every(isProject),
  *tasks(file, ignored) {
    for (const project of file as JsonObject[]) {
      const buckets = new Map(
        objectsIn(project, 'buckets').map((bucket) => [numberIn(bucket, 'id'), textIn(bucket, 'title')]),
      )
      for (const task of objectsIn(project, 'tasks')) {
        yield toTask(task, textIn(project, 'title'), buckets.get(numberIn(task, 'bucket_id')), ignored)
      }
    }
  },
}

function isProject(item: unknown): boolean {
  return (
    isObject(item) &&
    typeof item.id === 'number' &&
    typeof item.title === 'string' &&
    'tasks' in item &&
    'is_archived' in item
  )
}

const used =
  names(`id title description done done_at due_date reminders reminder_dates project_id repeat_after repeat_mode priority
  start_date end_date assignees labels percent_done identifier index related_tasks attachments cover_image_attachment_id is_favorite
  created updated bucket_id position kanban_position created_by comments hex_color`)

/** 1 is low, 3 is high, 4 is urgent and 5 is "do now". */
const priorities = ['none', 'low', 'medium', 'high', 'high', 'high'] as const

function toTask(
  task: JsonObject,
  project: string | undefined,
  bucket: string | undefined,
  ignored: IgnoredNames,
): ForeignTask {
  reportOthers(task, used, ignored)
  const due = timeIn(task, 'due_date')
  const description = textIn(task, 'description')
  const labels = objectsIn(task, 'labels').map((label) => textIn(label, 'title'))
  return {
    title: textIn(task, 'title') ?? '',
    notes: description !== undefined && /<\w/.test(description) ? htmlText(description) : description,
    priority: priorities[numberIn(task, 'priority') ?? 0] ?? 'none',
    tags: [...labels, project].filter((tag) => tag !== undefined),
    due: due === undefined ? undefined : { dueAt: due },
    completed: task.done === true,
    completedAt: timeIn(task, 'done_at'),
    createdAt: timeIn(task, 'created'),
    facts: [
      ['Bucket', bucket],
      ['Start', timeIn(task, 'start_date')],
      ['End', timeIn(task, 'end_date')],
      ['Repeats', repeatOf(task)],
      ['Progress', percentOf(task)],
      ['Favorite', task.is_favorite === true ? 'yes' : undefined],
      ...remindersOf(task),
      ...objectsIn(task, 'assignees').map(
        (user): Fact => ['Assigned to', textIn(user, 'name') ?? textIn(user, 'username')],
      ),
      ...relationsOf(task),
      ...objectsIn(task, 'comments').map(commentOf),
      ...objectsIn(task, 'attachments').map((file): Fact => ['Attachment', textIn(objectIn(file, 'file'), 'name')]),
    ],
  }
}

function timeIn(task: JsonObject, name: string): string | undefined {
  const time = textIn(task, name)
  return time?.startsWith('0001-01-01T') ? undefined : time
}

function repeatOf(task: JsonObject): string | undefined {
  if (task.repeat_mode === 1) return 'every month'
  const seconds = numberIn(task, 'repeat_after')
  if (seconds === undefined) return undefined
  const every = seconds % 86_400 === 0 ? `every ${seconds / 86_400} days` : `every ${seconds} seconds`
  return task.repeat_mode === 2 ? `${every} after completion` : every
}

function percentOf(task: JsonObject): string | undefined {
  const part = numberIn(task, 'percent_done')
  return part === undefined ? undefined : `${Math.round(part * 100)} %`
}

function remindersOf(task: JsonObject): Fact[] {
  const dates = Array.isArray(task.reminder_dates) ? task.reminder_dates.map(String) : []
  const reminders = objectsIn(task, 'reminders').map((reminder) => timeIn(reminder, 'reminder'))
  return [...dates, ...reminders].map((text): Fact => ['Reminder', text])
}

/** Relations by kind, such as `subtask` and `parenttask`. */
function relationsOf(task: JsonObject): Fact[] {
  const relations = objectIn(task, 'related_tasks')
  return Object.keys(relations).flatMap((kind) =>
    objectsIn(relations, kind).map(
      (other): Fact => [lookUp(labels, kind) ?? `Related (${kind})`, textIn(other, 'title')],
    ),
  )
}

const labels = { subtask: 'Subtask', parenttask: 'Subtask of' }

function commentOf(comment: JsonObject): Fact {
  const author = objectIn(comment, 'author')
  const details = [
    textIn(author, 'name') ?? textIn(author, 'username'),
    timeIn(comment, 'created')?.slice(0, '2026-11-24'.length),
  ]
  const text = details.filter(Boolean).join(', ')
  return [text === '' ? 'Comment' : `Comment (${text})`, htmlText(textIn(comment, 'comment') ?? '')]
}
