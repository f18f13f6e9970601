import { createCollection, createLiveQueryCollection, eq } from '@tanstack/db'
import { type TaskCollectionOptions, taskCollectionOptions } from '@taskpact/client/db'
import type { Replica } from '@taskpact/client/replica'

export const optionsOf = (replica: Replica) => taskCollectionOptions(replica)
export const annotated = (replica: Replica): TaskCollectionOptions => taskCollectionOptions(replica)
export const open = (replica: Replica) => {
  const tasks = createCollection(taskCollectionOptions(replica))
  const pending = createLiveQueryCollection((q) =>
    q.from({ task: tasks }).where(({ task }) => eq(task.completed, false)),
  )
  const titles = () => pending.toArray.map(({ title, tags }) => ({ title, tags }))
  return { tasks, insert: (title: string) => tasks.insert({ title }), titles }
}
