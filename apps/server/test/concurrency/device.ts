import type { Task } from '@taskpact/contract'
import { succeeded } from '@taskpact/testing'
import { expect } from 'vitest'
import type { InstancesUser } from './instances.js'
import { byId } from './live-tasks.js'

interface ChangePage {
  readonly items: readonly (
    | { readonly type: 'put'; readonly revision: number; readonly task: Task }
    | { readonly type: 'delete'; readonly revision: number; readonly id: string }
  )[]
  readonly revision: number
  readonly nextCursor: string
  readonly hasMore: boolean
}

/** A copy of a user's tasks that is updated from the changes feed only. */
export interface Device {
  /** Reads the next page. Returns `hasMore`. Fails if a change is repeated, out of order or after the revision of its page. */
  read(limit: number): Promise<boolean>
  /** Reads until the feed has no more changes. */
  readAll(limit: number): Promise<void>
  tasks(): Map<string, Task>
  cursor(): string | undefined
  /** The revision of the last page. */
  reached(): number
  /** Returns how often the cursor had expired. */
  restarts(): number
}

/** More than the deletions of any run, so that a device that exceeds it would never finish. */
const maxRestarts = 100

export function createDevice(user: InstancesUser): Device {
  const tasks = new Map<string, Task>()
  let since: string | undefined
  let [lastRevision, reached, restarts] = [0, 0, 0]

  const read = async (limit: number): Promise<boolean> => {
    const outcome = await user.call('tasks.changes', { limit, ...(since !== undefined && { since }) })
    if (!outcome.ok && outcome.code === 'cursor_expired') {
      tasks.clear()
      since = undefined
      lastRevision = 0
      reached = 0
      restarts += 1
      if (restarts > maxRestarts) throw new Error('The cursor of the device expires again and again')
      return true
    }
    const page = succeeded(outcome) as ChangePage
    expect(page.items.length).toBeLessThanOrEqual(limit)
    for (const change of page.items) {
      expect(change.revision).toBeGreaterThan(lastRevision)
      lastRevision = change.revision
      if (change.type === 'delete') tasks.delete(change.id)
      else {
        expect(change.task).toMatchObject({ revision: change.revision, deletedAt: null })
        tasks.set(change.task.id, change.task)
      }
    }
    expect(page.revision).toBeGreaterThanOrEqual(Math.max(lastRevision, reached))
    if (page.hasMore) expect(page.revision).toBe(lastRevision)
    reached = page.revision
    since = page.nextCursor
    return page.hasMore
  }

  return {
    read,
    async readAll(limit) {
      while (await read(limit));
    },
    tasks: () => byId(tasks.values()),
    cursor: () => since,
    reached: () => reached,
    restarts: () => restarts,
  }
}
