import { createCollection, createLiveQueryCollection, eq } from '@tanstack/db'
import { taskCollectionOptions } from '@taskpact/client/db'
import type { Replica } from '@taskpact/client/replica'

export function openCollections(replica: Replica) {
  const tasks = createCollection(taskCollectionOptions(replica))
  // In React: useLiveQuery((q) => q.from({ task: tasks }).where(…))
  const pending = createLiveQueryCollection((q) =>
    q
      .from({ task: tasks })
      .where(({ task }) => eq(task.completed, false))
      .orderBy(({ task }) => task.createdAt, 'desc'),
  )
  return {
    pending,
    add: (title: string) => tasks.insert({ title, tags: ['home'] }),
    rename: (id: string, title: string) =>
      tasks.update(id, (task) => {
        task.title = title
      }),
    remove: (id: string) => tasks.delete(id),
  }
}
