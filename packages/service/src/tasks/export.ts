import type { Contract, ExportFormat, Task } from '@taskpact/contract'
import type { Database } from '@taskpact/db'
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

/** Returns the tasks outside the trash as a file. They are read while the file is sent. */
export const exportTasks: Service<Contract>['tasks']['export'] = async ({ userId, format, bom }, { db }) =>
  writers[format](allTasks(userId, db, { trashed: false }), { bom })
