import { createCollection, createLiveQueryCollection, createTransaction } from '@tanstack/db'
import { taskCollectionOptions } from './db.js'
import type { Replica, ReplicaTask } from './replica.js'

declare const replica: Replica

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <_T extends true>() => {}

const tasks = createCollection(taskCollectionOptions(replica))
const named = createCollection({ ...taskCollectionOptions(replica), id: 'tasks', gcTime: 0, startSync: true })

tasks.insert({ title: 'Buy milk' })
named.insert([{ id: crypto.randomUUID(), title: 'Buy milk', completed: true, tags: ['home'], dueDate: null }])
tasks.insert(tasks.toArray)
// @ts-expect-error - a title is required
tasks.insert({ tags: ['home'] })
// @ts-expect-error - the server sets it
tasks.insert({ title: 'Buy milk', revision: 1 })

tasks.update('x', (draft) => {
  draft.title = 'Buy oat milk'
  draft.dueAt = null
  draft.tags?.push('home')
  // @ts-expect-error - the server sets it
  draft.userId = 'x'
})

const row = tasks.get('x')
same<Equal<Pick<NonNullable<typeof row>, keyof ReplicaTask>, Pick<ReplicaTask, keyof ReplicaTask>>>()

const [selected] = createLiveQueryCollection((q) =>
  q.from({ tasks }).select(({ tasks: task }) => ({ tags: task.tags })),
).toArray
same<Equal<NonNullable<typeof selected>['tags'], string[]>>()

createTransaction({ mutationFn: ({ transaction }) => tasks.utils.acceptMutations(transaction) })
