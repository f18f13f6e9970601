import type { Contract, ExportFormat, Task } from '@taskpact/contract'
import type { Database } from '@taskpact/db'
import type { Service } from '../context.js'
import { toCsv } from './files/write-csv.js'
import { toIcs } from './files/write-ics.js'
import { toJson } from './files/write-json.js'
import { allTasks } from './list.js'

const writers = { json: toJson, csv: toCsv, ics: toIcs } as const satisfies Record<
  ExportFormat,
  (tasks: AsyncIterable<Task>) => AsyncIterable<string>
>

/** All tasks of a user, first those outside the trash: the section of an account export. */
export async function* tasksOfAccount(userId: string, db: Database): AsyncGenerator<Task> {
  yield* allTasks(userId, db, { trashed: false })
  yield* allTasks(userId, db, { trashed: true })
}

/** Exports the tasks outside the trash, which are read while they are sent. */
export const exportTasks: Service<Contract>['tasks']['export'] = async ({ userId, format }, { db }) =>
  writers[format](allTasks(userId, db, { trashed: false }))
