import { setImmediate as yieldToRequests } from 'node:timers/promises'
import { type Contract, toProblem } from '@taskpact/contract'
import { compiledQuery, type Database, userRevisions } from '@taskpact/db'
import { inTransaction } from '@taskpact/engine'
import { eq, sql } from 'drizzle-orm'
import type { Service } from '../context.js'
import { userDeleted } from '../stores/owner.js'
import { failedRows } from './failed-rows.js'
import { readFile } from './files/read-file.js'
import { type ImportRow, idsWithBothDue, importChunk } from './import-query.js'
import { bothDue, quotaExceeded } from './task-errors.js'
import { type ValidRow, validate } from './valid-rows.js'

/** Maximum size of one statement, which blocks an embedded database: tasks, and characters of text. */
const maxChunk = { tasks: 100, characters: 40_000 }

interface ImportCounts {
  created: number
  updated: number
  revision?: number
}

/** Creates the handler that imports the tasks of a file in one transaction. Invalid tasks are reported; the others are written. */
export function createImport({ taskLimit }: { readonly taskLimit: number }): Service<Contract>['tasks']['import'] {
  return async ({ userId, format, content, dateOrder }, ctx) => {
    const file = readFile(format, content, { dateOrder })
    const failed = failedRows(content.length)
    const rows = await validate(file, failed, ctx.requestId)
    const done = await inTransaction(ctx, async ({ db }) => {
      const before = await lockOwner(userId, db)
      const done: ImportCounts = { created: 0, updated: 0 }
      for (const chunk of chunksOf(rows)) {
        await yieldToRequests()
        const ids = await idsWithBothDue(db, userId, valuesOf(chunk))
        const isConflicting = ({ values }: ValidRow) => ids.has(values.id)
        const accepted = chunk.filter((row) => !isConflicting(row))
        if (accepted.length > 0) {
          const written = await importChunk(db, userId, valuesOf(accepted), ctx.now().toISOString())
          if (written.taskCount > Math.max(taskLimit, before)) throw quotaExceeded(taskLimit, before)
          done.created += written.created
          done.updated += written.updated
          done.revision = written.revision
        }
        for (const { row } of chunk.filter(isConflicting)) failed.add(row, toProblem(bothDue(), ctx.requestId))
      }
      return done
    })
    return { ...done, failed: failed.all(), ignored: [...file.ignored] }
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
