import type { Contract, ExportFormat, Task } from '@taskpact/contract'
import type { Database } from '@taskpact/db'
import { createSnapshots } from '@taskpact/engine'
import type { Service } from '../context.js'
import { toCsv } from './files/write-csv.js'
import { toIcs } from './files/write-ics.js'
import { toJson } from './files/write-json.js'
import { allTasks } from './list.js'

const writers = { json: toJson, csv: toCsv, ics: toIcs } as const satisfies Record<
  ExportFormat,
  (tasks: AsyncIterable<Task>, options: { readonly bom: boolean }) => AsyncIterable<string>
>

/** Yields all tasks of a user, those outside the trash first. Used for account exports. */
export async function* tasksOfAccount(userId: string, db: Database): AsyncGenerator<Task> {
  yield* allTasks(userId, db, { trashed: false })
  yield* allTasks(userId, db, { trashed: true })
}

/** Creates the handler that returns the tasks outside the trash as a file, as they were when the export began. */
export function createTaskExport(): Service<Contract>['tasks']['export'] {
  const inSnapshot = createSnapshots<Database>()
  return async ({ userId, format, bom }, ctx) => {
    const tasks = await inSnapshot(ctx, ({ db }, store) => store(allTasks(userId, db, { trashed: false })))
    return writers[format](tasks, { bom })
  }
}
