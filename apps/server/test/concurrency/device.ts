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
  readonly nextCursor: string
  readonly hasMore: boolean
}

/** A copy of a user's tasks that is updated from the changes feed only. */
export interface Device {
  /** Reads the next page. Returns `hasMore`. Fails if a change is repeated or out of order. */
  read(limit: number): Promise<boolean>
  /** Reads until the feed has no more changes. */
  drain(limit: number): Promise<void>
  tasks(): Map<string, Task>
  cursor(): string | undefined
  /** Returns how often the cursor had expired. */
  restarts(): number
}

/** More than the deletions of any run, so that a device that exceeds it would never finish. */
const mostRestarts = 100

export function createDevice(person: InstancesUser): Device {
  const kept = new Map<string, Task>()
  let [since, seen, restarts]: [since: string | undefined, seen: number, restarts: number] = [undefined, 0, 0]

  const read = async (limit: number): Promise<boolean> => {
    const outcome = await person.call('tasks.changes', { limit, ...(since !== undefined && { since }) })
    if (!outcome.ok && outcome.code === 'cursor_expired') {
      kept.clear()
      since = undefined
      seen = 0
      restarts += 1
      if (restarts > mostRestarts) throw new Error('The cursor of the device expires again and again')
      return true
    }
    const page = succeeded(outcome) as ChangePage
    expect(page.items.length).toBeLessThanOrEqual(limit)
    for (const change of page.items) {
      expect(change.revision).toBeGreaterThan(seen)
      seen = change.revision
      if (change.type === 'delete') kept.delete(change.id)
      else {
        expect(change.task).toMatchObject({ revision: change.revision, deletedAt: null })
        kept.set(change.task.id, change.task)
      }
    }
    since = page.nextCursor
    return page.hasMore
  }

  return {
    read,
    async drain(limit) {
      while (await read(limit));
    },
    tasks: () => byId(kept.values()),
    cursor: () => since,
    restarts: () => restarts,
  }
}
