import { ImportedTask, parseOptions, taskLimits, toFieldErrors, toProblem } from '@taskpact/contract'
import { newId } from '@taskpact/engine'
import { sortKeyOf } from '../collation/sort-key.js'
import { invalidInput } from '../service-error.js'
import { rankOf } from './columns.js'
import type { FailedRows } from './failed-rows.js'
import type { FileContent } from './files/file-content.js'
import { tooManyTasks } from './files/invalid-content.js'
import { timeSlice } from './files/time-slice.js'
import type { ImportRow } from './import-query.js'
import { descriptionKeyOf, foldedTagsOf, tagsKeyOf, titleKeyOf } from './keys.js'

export interface ValidRow {
  /** Number of the task in the file. */
  readonly row: number
  readonly values: ImportRow
}

/** Returns the valid tasks of a file, and adds each other one to `failed`. Yields to other requests in between. */
export async function validate(file: FileContent, failed: FailedRows, requestId: string): Promise<ValidRow[]> {
  const pause = timeSlice()
  const rows: ValidRow[] = []
  const ids = new Set<string>()
  let count = 0
  for await (const { row, value, issues: found = [] } of file.rows) {
    if (++count > taskLimits.fileTasks) throw tooManyTasks()
    const read = ImportedTask.safeParse(value, parseOptions)
    const issues = [...found, ...(read.error?.issues ?? (isDuplicate(ids, read.data?.id) ? [duplicateId] : []))]
    if (read.data && issues.length === 0) rows.push({ row, values: toRow(read.data) })
    else {
      const errors = issues.slice(0, 5).flatMap((issue) => toFieldErrors(issue, 'body'))
      failed.add(row, toProblem(invalidInput(errors), requestId))
    }
    await pause()
  }
  return rows
}

const duplicateId = {
  code: 'custom',
  path: ['id'],
  message: 'Use each id only once in a file.',
  params: { code: 'duplicate' },
} as const

/** Returns whether an id is in the set, and adds it. */
function isDuplicate(ids: Set<string>, id: string | undefined): boolean {
  if (id === undefined) return false
  if (ids.has(id)) return true
  ids.add(id)
  return false
}

function toRow(task: ImportedTask): ImportRow {
  const { id, title, description, priority, tags, dueDate, dueAt, completed, completedAt, createdAt, deletedAt } = task
  return {
    id: id ?? newId(),
    title,
    title_key: titleKeyOf(title),
    title_sort_key: sortKeyOf(title),
    sets_description: description !== undefined,
    description: description ?? null,
    description_key: descriptionKeyOf(description ?? null),
    priority: priority === undefined ? null : rankOf(priority ?? 'none'),
    tags: tags === undefined ? null : (tags ?? []),
    tags_key: tags === undefined ? null : tagsKeyOf(tags ?? []),
    folded_tags: tags === undefined ? null : foldedTagsOf(tags ?? []),
    sets_due_date: dueDate !== undefined,
    due_date: dueDate ?? null,
    sets_due_at: dueAt !== undefined,
    due_at: dueAt ?? null,
    sets_completed: completed !== undefined || completedAt !== undefined,
    completed: completed ?? typeof completedAt === 'string',
    completed_at: completedAt ?? null,
    created_at: createdAt ?? null,
    deleted_at: deletedAt ?? null,
  }
}
