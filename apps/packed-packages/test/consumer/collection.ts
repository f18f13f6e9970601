import { createCollection, createLiveQueryCollection, eq } from '@tanstack/db'
import { createClient, isApiError } from '@taskpact/client'
import { taskCollectionOptions } from '@taskpact/client/db'
import { createReplica, memoryStore } from '@taskpact/client/replica'

const client = createClient({ baseUrl: 'https://tasks.example.org' })
const replica = createReplica(client, { userId: '01a2270d-693d-7183-bf99-44e49714d603', store: memoryStore() })
const tasks = createCollection(taskCollectionOptions(replica))
const pending = createLiveQueryCollection((q) => q.from({ task: tasks }).where(({ task }) => eq(task.completed, false)))
await pending.preload()
const created = tasks.insert({ title: 'Buy milk' })
await created.when('settled')
const rename = tasks.update(created.mutations[0]?.key, (task) => Object.assign(task, { userId: 'x' }))
const refused = await rename.when('settled').catch((error: unknown) => isApiError(error) && error.code)

const outcome = {
  shown: pending.toArray.map(({ title }) => title),
  stored: replica.tasks.list().map(({ title }) => title),
  refused,
}
console.log(JSON.stringify(outcome))

/** Never called: does not compile unless the types are as exact as within the workspace. */
export function exact() {
  // @ts-expect-error - a title is needed
  tasks.insert({})
  // @ts-expect-error - the server sets the revision
  tasks.update('x', (task) => task.revision)
}
