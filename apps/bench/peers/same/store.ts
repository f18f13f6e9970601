import type { Changes, ListQuery, NewTask, Page, Task } from './schemas.js'
import { settings } from './settings.js'
import { openTunedStore } from './tuned-store.js'
import { openUsualStore } from './usual-store.js'

/** The tasks of users; undefined where a user has no such task. */
export interface Store {
  list(userId: string, query: ListQuery): Promise<Page>
  get(userId: string, taskId: string): Promise<Task | undefined>
  create(userId: string, task: NewTask): Promise<Task>
  update(userId: string, taskId: string, changes: Changes): Promise<Task | undefined>
  complete(userId: string, taskId: string, completed: boolean | undefined): Promise<Task | undefined>
}

export const store: Store = settings.dress === 'tuned' ? openTunedStore(settings) : openUsualStore(settings)
