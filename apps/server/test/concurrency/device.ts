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

/** A copy of a user's tasks that knows nothing but the feed. */
export interface Device {
  /** Reads the next page. Returns whether there is more. Fails if a change comes twice or out of order. */
  read(limit: number): Promise<boolean>
  /** Reads to the end. */
  drain(limit: number): Promise<void>
  tasks(): Map<string, Task>
  cursor(): string | undefined
  /** How often what it kept was of no use any more. */
  restarts(): number
}

/** More than there are deletions in any run, so a device that meets it would never come to an end. */
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
      if (restarts > mostRestarts) throw new Error('The device is sent back to the beginning again and again')
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
