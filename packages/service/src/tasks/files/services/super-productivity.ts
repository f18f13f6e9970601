import type { IgnoredNames } from '../ignored-names.js'
import type { Due } from './due.js'
import type { Fact, ForeignTask } from './imported-task.js'
import {
  isObject,
  type JsonObject,
  names,
  numberIn,
  objectIn,
  objectsIn,
  reportOthers,
  textIn,
  textsIn,
  timestampIn,
} from './json-access.js'
import type { JsonService } from './json-service.js'

/**
 * A backup of Super Productivity, with or without the envelope of its version
 * (https://github.com/johannesjo/super-productivity/blob/master/src/app/features/tasks/task.model.ts): entities by their id.
 */
export const superProductivity: JsonService = {
  matches: (file) => isState(dataOf(file)),
  *tasks(file, ignored) {
    const data = dataOf(file)
    const states = [data, objectIn(data, 'archiveYoung'), objectIn(data, 'archiveOld')].map((state) =>
      objectIn(state, 'task'),
    )
    const tasks = states.flatMap(entitiesOf)
    const titles = (entities: readonly JsonObject[]) =>
      new Map(entities.map((entity) => [textIn(entity, 'id'), textIn(entity, 'title')]))
    const context: Context = {
      tasks: titles(tasks),
      projects: titles(entitiesOf(objectIn(data, 'project'))),
      tags: titles(entitiesOf(objectIn(data, 'tag'))),
      repeats: new Map(entitiesOf(objectIn(data, 'taskRepeatCfg')).map((entity) => [textIn(entity, 'id'), entity])),
    }
    if (entitiesOf(objectIn(data, 'note')).length > 0) ignored.add('note')
    for (const task of tasks) yield toTask(task, context, ignored)
  },
}

function dataOf(file: unknown): JsonObject {
  if (!isObject(file)) return {}
  return isObject(file.data) ? file.data : file
}

function isState(data: JsonObject): boolean {
  const task = objectIn(data, 'task')
  return Array.isArray(task.ids) && isObject(task.entities) && isObject(data.project) && isObject(data.tag)
}

function entitiesOf(state: JsonObject): JsonObject[] {
  return Object.values(objectIn(state, 'entities')).filter(isObject)
}

type Titles = ReadonlyMap<string | undefined, string | undefined>

interface Context {
  readonly tasks: Titles
  readonly projects: Titles
  readonly tags: Titles
  readonly repeats: ReadonlyMap<string | undefined, JsonObject>
}

const used =
  names(`id title notes isDone doneOn created updated modified projectId tagIds subTaskIds parentId dueWithTime dueDay timeEstimate
  timeSpent timeSpentOnDay attachments reminderId remindAt repeatCfgId issueId issueType issueProviderId issueWasUpdated issueLastUpdated
  issueAttachmentNr issuePoints issueTimeTracked hasPlannedTime _hideSubTasksMode _showSubTasksMode plannedAt`)

/** The tag of the list of today, which is no label. */
const today = 'TODAY'

function toTask(task: JsonObject, { tasks, projects, tags, repeats }: Context, ignored: IgnoredNames): ForeignTask {
  reportOthers(task, used, ignored)
  const tagIds = textsIn(task, 'tagIds').filter((id) => id !== today)
  const projectId = textIn(task, 'projectId')
  const parentId = textIn(task, 'parentId')
  const issue = textIn(task, 'issueId')
  const named = [...tagIds.map((id) => tags.get(id) ?? id), projectId && (projects.get(projectId) ?? projectId)]
  return {
    title: textIn(task, 'title') ?? '',
    notes: textIn(task, 'notes'),
    tags: named.filter((tag) => tag !== undefined),
    due: dueOf(task),
    completed: task.isDone === true,
    completedAt: timestampIn(task, 'doneOn'),
    createdAt: timestampIn(task, 'created'),
    facts: [
      ['Subtask of', parentId && (tasks.get(parentId) ?? parentId)],
      ['Repeats', repeatOf(repeats.get(textIn(task, 'repeatCfgId')))],
      ['Estimate', durationOf(task, 'timeEstimate')],
      ['Time spent', durationOf(task, 'timeSpent')],
      ['Issue', issue && [textIn(task, 'issueType'), issue].filter(Boolean).join(' ')],
      ...objectsIn(task, 'attachments').map(
        (file): Fact => ['Attachment', [textIn(file, 'title'), textIn(file, 'path')].filter(Boolean).join(' ')],
      ),
    ],
  }
}

/** A time takes precedence over a day. Older versions have only `plannedAt`. */
function dueOf(task: JsonObject): Due | undefined {
  const time = timestampIn(task, 'dueWithTime') ?? timestampIn(task, 'plannedAt')
  const day = textIn(task, 'dueDay')
  if (time !== undefined) return { dueAt: time }
  return day === undefined ? undefined : { dueDate: day }
}

function repeatOf(config: JsonObject | undefined): string | undefined {
  const cycle = config && textIn(config, 'repeatCycle')
  return cycle && `${cycle.toLowerCase()}, every ${numberIn(config, 'repeatEvery') ?? 1}`
}

function durationOf(task: JsonObject, name: string): string | undefined {
  const minutes = Math.round((numberIn(task, name) ?? 0) / 60_000)
  return minutes === 0 ? undefined : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
