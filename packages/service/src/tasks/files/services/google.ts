import type { IgnoredNames } from '../ignored-names.js'
import type { Due } from './due.js'
import type { Fact, ForeignTask } from './imported-task.js'
import { isObject, type JsonObject, names, objectsIn, reportOthers, textIn } from './json-access.js'
import type { JsonService } from './json-service.js'

/**
 * `Tasks.json` of Google Takeout: lists with tasks. The fields are those of the Tasks API
 * (https://developers.google.com/tasks/reference/rest/v1/tasks), whose `due` has no time: it is midnight in UTC. The time of a task is
 * only in `scheduled_time`, which the API does not have.
 */
export const google: JsonService = {
  matches: (file) => isObject(file) && file.kind === 'tasks#taskLists',
  *tasks(file, ignored) {
    for (const list of objectsIn(file as JsonObject, 'items')) {
      const items = objectsIn(list, 'items')
      const titles = new Map(items.map((item) => [textIn(item, 'id'), textIn(item, 'title')]))
      for (const item of items) {
        if (item.deleted === true) ignored.add('deleted tasks')
        else yield toTask(item, textIn(list, 'title'), titles, ignored)
      }
    }
  },
}

const used =
  names(`id kind etag title notes status due completed created updated parent selfLink webViewLink position task_type hidden
  deleted links scheduled_time starred`)

function toTask(
  item: JsonObject,
  list: string | undefined,
  titles: ReadonlyMap<string | undefined, string | undefined>,
  ignored: IgnoredNames,
): ForeignTask {
  reportOthers(item, used, ignored)
  const parent = textIn(item, 'parent')
  const links = objectsIn(item, 'links').map((link): Fact => ['Link', textIn(link, 'link')])
  return {
    title: textIn(item, 'title') ?? '',
    notes: textIn(item, 'notes'),
    tags: [...(list === undefined ? [] : [list]), ...(item.starred === true ? ['starred'] : [])],
    due: dueOf(item),
    completed: item.status === 'completed',
    completedAt: textIn(item, 'completed'),
    createdAt: textIn(item, 'created'),
    facts: [['Subtask of', parent && (titles.get(parent) ?? parent)], ...links],
  }
}

function dueOf(item: JsonObject): Due | undefined {
  const scheduled = objectsIn(item, 'scheduled_time').find(({ current }) => current === true) ?? {}
  const start = textIn(scheduled, 'start')
  const due = textIn(item, 'due') ?? start
  if (start !== undefined && !isMidnight(start)) return { dueAt: start }
  if (due === undefined) return undefined
  return { dueDate: isMidnight(due) ? due.slice(0, '2026-11-24'.length) : due }
}

function isMidnight(timestamp: string): boolean {
  return /^.{10}T00:00:00(?:\.0+)?Z$/.test(timestamp)
}
