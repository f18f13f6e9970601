import type { Database } from '@taskpact/db'
import type { Stores } from '@taskpact/engine'
import { type Accounts, type AccountsOptions, createAccounts } from './accounts/accounts.js'
import type { Service } from './context.js'
import { idempotencyStore } from './stores/idempotency-store.js'
import { revisionStore } from './stores/revision-store.js'
import { createSystem, type SystemOptions } from './system/system.js'
import { tasksOfAccount } from './tasks/export.js'
import { createTasks, type TaskOptions } from './tasks/tasks.js'

export interface ServiceOptions extends TaskOptions, SystemOptions {
  readonly auth: Accounts
}

/** Creates the handlers of all operations in the contract. */
export function createService({ auth, taskLimit, ...system }: ServiceOptions): Service {
  return { system: createSystem(system), auth: auth.handlers, tasks: createTasks({ taskLimit }) }
}

/** Creates accounts, sessions and tokens. Throws a TypeError for a secret of less than 32 bytes. */
export function createAuth(options: Omit<AccountsOptions, 'exportSections'>): Promise<Accounts> {
  return createAccounts({ ...options, exportSections: { tasks: tasksOfAccount } })
}

/** The storage ports of the engine, on PostgreSQL. */
export const stores: Stores<Database> = { idempotency: idempotencyStore, revisions: revisionStore }
