import { createActiveUsers, identifyCached, identifyEachTime } from './identify.js'
import type { Changes, ListQuery, NewTask, Page, Task } from './schemas.js'
import { settings } from './settings.js'
import { openTunedStore } from './tuned-store.js'
import { openTypicalStore } from './typical-store.js'

/** Tasks of users. Methods return undefined if the user has no such task. */
export interface Store {
  userExists(userId: string): Promise<boolean>
  list(userId: string, query: ListQuery): Promise<Page>
  get(userId: string, taskId: string): Promise<Task | undefined>
  create(userId: string, task: NewTask): Promise<Task>
  update(userId: string, taskId: string, changes: Changes): Promise<Task | undefined>
  complete(userId: string, taskId: string, completed: boolean | undefined): Promise<Task | undefined>
}

const isTuned = settings.variant === 'tuned'
export const store: Store = await (isTuned ? openTunedStore(settings) : openTypicalStore(settings))

const requireActive = createActiveUsers(store.userExists)

/** Returns the user of an `Authorization` header. */
export const identify: (authorization: string | undefined) => Promise<string> = isTuned
  ? identifyActive
  : identifyEachTime

async function identifyActive(authorization: string | undefined): Promise<string> {
  const known = identifyCached(authorization)
  const caller = typeof known === 'string' ? known : await known
  const active = requireActive(caller)
  if (active) await active
  return caller
}
