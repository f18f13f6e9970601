import type { IgnoredNames } from '../ignored-names.js'
import type { Fact, ForeignTask } from './imported-task.js'
import { isObject, type JsonObject, lookUp, names, objectsIn, reportOthers, textIn, textsIn } from './json-access.js'
import type { JsonService } from './json-service.js'

/**
 * The output of `task export` (https://taskwarrior.org/docs/design/task/): an array of tasks, with times in UTC. Fields that a user
 * defined become lines of the description. The template of a recurring task is skipped if the file has a task that it created.
 */
export const taskwarrior: JsonService = {
  matches: (file) => Array.isArray(file) && file.length > 0 && file.every(isTask),
  *tasks(file, ignored) {
    const tasks = file as JsonObject[]
    const titles = new Map(tasks.map((task) => [textIn(task, 'uuid'), textIn(task, 'description')]))
    const templates = new Set(tasks.map((task) => textIn(task, 'parent')))
    for (const task of tasks) {
      if (task.status === 'deleted') ignored.add('deleted tasks')
      else if (task.status === 'recurring' && templates.has(textIn(task, 'uuid')))
        ignored.add('templates of recurring tasks')
      else yield toTask(task, titles, ignored)
    }
  },
}

const statuses = names('pending deleted completed waiting recurring')

function isTask(item: unknown): boolean {
  return (
    isObject(item) &&
    typeof item.uuid === 'string' &&
    typeof item.description === 'string' &&
    statuses.has(String(item.status))
  )
}

const used =
  names(`id uuid description status entry modified end due start scheduled wait until recur rtype mask imask parent project tags
  priority annotations depends urgency last template`)

const priorities = { H: 'high', M: 'medium', L: 'low' } as const

function toTask(
  task: JsonObject,
  titles: ReadonlyMap<string | undefined, string | undefined>,
  ignored: IgnoredNames,
): ForeignTask {
  const due = timeIn(task, 'due')
  const project = textIn(task, 'project')
  return {
    id: textIn(task, 'uuid'),
    title: textIn(task, 'description') ?? '',
    priority: lookUp(priorities, textIn(task, 'priority')) ?? 'none',
    tags: [...textsIn(task, 'tags'), ...(project === undefined ? [] : [project])],
    due: due === undefined ? undefined : { dueAt: due },
    completed: task.status === 'completed',
    completedAt: timeIn(task, 'end'),
    createdAt: timeIn(task, 'entry'),
    facts: [
      ['Started', timeIn(task, 'start')],
      ['Scheduled', timeIn(task, 'scheduled')],
      ['Waiting until', timeIn(task, 'wait')],
      ['Until', timeIn(task, 'until')],
      ['Repeats', textIn(task, 'recur')],
      ...dependenciesOf(task).map((uuid): Fact => ['Depends on', titles.get(uuid) ?? uuid]),
      ...objectsIn(task, 'annotations').map(annotationOf),
      ...userDefined(task, ignored),
    ],
  }
}

/** Returns a time such as `20261124T160000Z` in the extended format. */
function timeIn(task: JsonObject, name: string): string | undefined {
  return textIn(task, name)?.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')
}

/** Versions before 2.6 write one text, separated by commas. */
function dependenciesOf(task: JsonObject): string[] {
  return [...(textIn(task, 'depends')?.split(',') ?? []), ...textsIn(task, 'depends')]
}

function annotationOf(annotation: JsonObject): Fact {
  const date = timeIn(annotation, 'entry')?.slice(0, '2026-11-24'.length)
  return [date === undefined ? 'Comment' : `Comment (${date})`, textIn(annotation, 'description')]
}

function userDefined(task: JsonObject, ignored: IgnoredNames): Fact[] {
  const facts: Fact[] = []
  for (const [name, value] of Object.entries(task)) {
    if (used.has(name)) continue
    if (typeof value === 'string' || typeof value === 'number') facts.push([name, String(value)])
    else reportOthers({ [name]: value }, used, ignored)
  }
  return facts
}
