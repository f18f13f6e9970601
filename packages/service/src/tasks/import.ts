import { setImmediate as yieldToRequests } from 'node:timers/promises'
import {
  type Contract,
  ImportedTask,
  type ImportReport,
  parseOptions,
  taskLimits,
  toFieldErrors,
  toProblem,
} from '@taskpact/contract'
import { compiledQuery, type Database, userRevisions } from '@taskpact/db'
import { inTransaction, newId } from '@taskpact/engine'
import { eq, sql } from 'drizzle-orm'
import type { Service, UserContext } from '../context.js'
import { invalidInput, type ServiceError } from '../service-error.js'
import { userDeleted } from '../stores/owner.js'
import { rankOf } from './columns.js'
import type { FileContent } from './files/file-content.js'
import { invalidContent } from './files/invalid-content.js'
import { readFile } from './files/read-file.js'
import { type ImportRow, idsWithBothDue, importChunk } from './import-query.js'
import { descriptionKeyOf, foldedTagsOf, tagsKeyOf, titleKeyOf } from './keys.js'
import { bothDue, quotaExceeded } from './task-errors.js'

/** Maximum size of one statement, which blocks an embedded database: tasks, and characters of text. */
const maxChunk = { tasks: 250, characters: 100_000 }

interface ValidRow {
  /** Number of the task in the file. */
  readonly row: number
  readonly values: ImportRow
}

/** Creates the handler that imports the tasks of a file in one transaction. Invalid tasks are reported; the others are written. */
export function createImport({ taskLimit }: { readonly taskLimit: number }): Service<Contract>['tasks']['import'] {
  return async ({ userId, format, content }, ctx) => {
    const file = readFile(format, content)
    const { rows, failed } = await validate(file, ctx)
    const done = await inTransaction(ctx, async ({ db }) => {
      const before = await lockOwner(userId, db)
      const done = { created: 0, updated: 0, bothDue: [] as ValidRow[] }
      for (const chunk of chunksOf(rows)) {
        await yieldToRequests()
        const ids = await idsWithBothDue(db, userId, valuesOf(chunk))
        const isConflicting = ({ values }: ValidRow) => ids.has(values.id)
        const accepted = chunk.filter((row) => !isConflicting(row))
        const written = await importChunk(db, userId, valuesOf(accepted), ctx.now().toISOString())
        if (written.taskCount > Math.max(taskLimit, before)) throw quotaExceeded(taskLimit, before)
        done.created += written.created
        done.updated += written.updated
        done.bothDue.push(...chunk.filter(isConflicting))
      }
      return done
    })
    const { created, updated } = done
    const conflicts = done.bothDue.map(({ row }) => ({ row, problem: toProblem(bothDue(), ctx.requestId) }))
    const { ignored } = file
    return { created, updated, failed: [...failed, ...conflicts].sort((a, b) => a.row - b.row), ignored: [...ignored] }
  }
}

function* chunksOf(rows: readonly ValidRow[]): Generator<ValidRow[]> {
  let chunk: ValidRow[] = []
  let characters = 0
  for (const row of rows) {
    chunk.push(row)
    characters += row.values.title.length + row.values.description_key.length
    if (chunk.length < maxChunk.tasks && characters < maxChunk.characters) continue
    yield chunk
    chunk = []
    characters = 0
  }
  if (chunk.length > 0) yield chunk
}

function valuesOf(rows: readonly ValidRow[]): ImportRow[] {
  return rows.map(({ values }) => values)
}

const lockRevision = compiledQuery({
  name: 'user_revision_lock',
  build: (db) =>
    db
      .select()
      .from(userRevisions)
      .where(eq(userRevisions.userId, sql.placeholder('userId')))
      .for('update'),
})

async function lockOwner(userId: string, db: Database): Promise<number> {
  const [owner] = await lockRevision(db, { userId })
  if (!owner) throw userDeleted()
  return owner.taskCount
}

/** Returns the valid tasks of a file, and a problem for each other one. Yields to other requests in between. */
async function validate(content: FileContent, { requestId }: UserContext) {
  const rows: ValidRow[] = []
  const failed: ImportReport['failed'] = []
  const ids = new Set<string>()
  let count = 0
  for await (const { row, value, issues: found = [] } of content.rows) {
    if (count === taskLimits.fileTasks) throw tooManyTasks()
    if (++count % maxChunk.tasks === 0) await yieldToRequests()
    const read = ImportedTask.safeParse(value, parseOptions)
    const issues = [...found, ...(read.error?.issues ?? (isDuplicate(ids, read.data?.id) ? [duplicateId] : []))]
    if (read.data && issues.length === 0) {
      rows.push({ row, values: toRow(read.data) })
      continue
    }
    if (failed.length === taskLimits.fileFailures) throw tooManyInvalid()
    const errors = issues.slice(0, 5).flatMap((issue) => toFieldErrors(issue, 'body'))
    failed.push({ row, problem: toProblem(invalidInput(errors), requestId) })
  }
  return { rows, failed }
}

function tooManyInvalid(): ServiceError {
  return invalidContent(`More than ${taskLimits.fileFailures} tasks are invalid, so nothing was imported.`)
}

function tooManyTasks(): ServiceError {
  const max = taskLimits.fileTasks
  return invalidContent(`Use at most ${max} tasks in a file.`, { code: 'too_many', max })
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
  const { id, title, description, priority, tags, dueDate, dueAt, completed, completedAt, createdAt } = task
  return {
    id: id ?? newId(),
    title,
    title_key: titleKeyOf(title),
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
  }
}
