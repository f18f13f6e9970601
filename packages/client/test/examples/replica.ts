import type { Client } from '@taskpact/client'
import { createReplica, indexedDb, type Replica } from '@taskpact/client/replica'

/** Opens the tasks of the user on this device, and keeps them in sync until `close` is called. */
export function openTasks(client: Client, userId: string, onChange: (replica: Replica) => void) {
  const replica = createReplica(client, { userId, store: indexedDb('tasks') })
  const unsubscribe = replica.subscribe(() => onChange(replica))
  const stop = replica.start()
  return {
    replica,
    close() {
      stop()
      unsubscribe()
    },
  }
}

/** Adds a task, offline as well, and returns the titles of those that are due today. */
export async function addForToday({ tasks }: Replica, title: string): Promise<string[]> {
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone
  await tasks.create({ title, dueAt: new Date().toISOString() }) // stored on this device
  return tasks.list({ due: 'today', timeZone, sort: 'priority' }).map((task) => task.title)
}
