import { createCollection, createLiveQueryCollection, createTransaction, eq } from '@tanstack/db'
import { createMockTransport } from '@taskpact/contract/mock'
import { expect, it } from 'vitest'
import { task as exampleTask } from '../test/examples/mock.js'
import { createClient } from './create-client.js'
import { taskCollectionOptions } from './db.js'
import { createReplica, memoryStore, type Replica, type ReplicaStore } from './replica.js'

const { userId } = exampleTask
const mock = createMockTransport()
const client = createClient({ baseUrl: 'https://tasks.example.org', fetch: mock.fetch })
const openReplica = (store = memoryStore()) => createReplica(client, { userId, store })
const open = async (replica: Replica = openReplica()) => {
  const tasks = createCollection(taskCollectionOptions(replica))
  await tasks.preload()
  const events: string[] = []
  tasks.subscribeChanges((changes) => {
    for (const { type, value } of changes) events.push(`${type} ${value.title}`)
  })
  const shown = () => tasks.toArray.map(({ title }) => title)
  const stored = () => replica.tasks.list().map(({ title }) => title)
  return { replica, tasks, events, shown, stored }
}

/** A store whose writes fail while `isFull`. */
function limitedStore() {
  const store = memoryStore()
  const limited: ReplicaStore & { isFull: boolean } = {
    ...store,
    isFull: false,
    async open(id) {
      const records = await store.open(id)
      const write: typeof records.write = async (...change) => {
        if (limited.isFull) throw new DOMException('full', 'QuotaExceededError')
        return records.write(...change)
      }
      const read: typeof records.read = async () => {
        await new Promise((resolve) => setTimeout(resolve)) // as long as a real one
        return records.read()
      }
      return { ...records, read, write }
    },
  }
  return limited
}

it('shows the stored tasks when it is ready', async () => {
  const store = memoryStore()
  await openReplica(store).tasks.create({ title: 'Buy milk' })
  const { tasks } = await open(openReplica(store))

  expect(tasks.toArray).toMatchObject([{ title: 'Buy milk', userId, revision: 0, isPending: true, $synced: true }])
})

it('is in error if the replica cannot be read', async () => {
  const error = new Error('private window')
  const store = { ...memoryStore(), open: () => Promise.reject(error) }
  const tasks = createCollection(taskCollectionOptions(openReplica(store)))

  await expect(tasks.preload()).rejects.toBe(error)
  expect(tasks.status).toBe('error')
})

it('stores new tasks in the replica, with what a task has', async () => {
  const { replica, tasks } = await open()
  const transaction = tasks.insert([
    { title: ' Buy milk ', tags: ['home'], dueAt: '2026-12-24T10:00:00+01:00' },
    { title: 'Buy eggs', priority: null, completed: true },
  ])
  const optimistic = tasks.toArray
  await transaction.when('settled')

  const expected = [
    { title: 'Buy milk', tags: ['home'], dueAt: '2026-12-24T09:00:00.000Z', completed: false },
    { title: 'Buy eggs', priority: 'none', completed: true },
  ]
  const all = expect.arrayContaining(expected.map((task) => expect.objectContaining({ ...task, userId, revision: 0 })))
  expect(optimistic).toEqual(all)
  expect(tasks.toArray).toEqual(all)
  expect(replica.tasks.list()).toEqual(all)
  expect(replica.status.pending).toBe(2)
})

it('shows a new task once, and never without it', async () => {
  const { tasks, events, shown } = await open()
  const seen = new Set<string>()
  tasks.subscribeChanges(() => void seen.add(shown().join()))
  const transaction = tasks.insert({ title: 'Buy milk' })
  const [mutation] = transaction.mutations
  await transaction.when('settled')

  expect(events).toEqual(['insert Buy milk', 'update Buy milk'])
  expect([...seen]).toEqual(['Buy milk'])
  expect(tasks.get(mutation?.key)).toMatchObject({ title: 'Buy milk', $synced: true })
})

it('uses the id of a new task, in lower case as the server', async () => {
  const { tasks, events, replica } = await open()
  const id = crypto.randomUUID()
  await tasks.insert({ id: id.toUpperCase(), title: 'Buy milk' }).when('settled')

  expect(replica.tasks.get({ taskId: id })).toMatchObject({ title: 'Buy milk' })
  expect([...tasks.keys()]).toEqual([id])
  expect(events).toEqual(['insert Buy milk', 'update Buy milk'])
})

it('stores only the changed fields', async () => {
  const { replica, tasks, events } = await open()
  const { taskId } = replica.tasks.create({ title: 'Buy milk', dueAt: '2026-12-24T09:00:00Z' })
  const transaction = tasks.update(taskId, (task) => {
    task.title = 'Buy oat milk'
    task.dueDate = '2026-12-25'
  })
  replica.tasks.update({ taskId, description: 'Changed elsewhere' })
  await transaction.when('settled')

  const changed = { title: 'Buy oat milk', description: 'Changed elsewhere', dueDate: '2026-12-25', dueAt: null }
  expect(replica.tasks.get({ taskId })).toMatchObject(changed)
  expect(tasks.get(taskId)).toMatchObject(changed)
  expect(new Set(events)).toEqual(new Set(['insert Buy milk', 'update Buy oat milk']))
})

it('keeps each of quick changes of one task', async () => {
  const { replica, tasks, events } = await open()
  const { taskId } = replica.tasks.create({ title: 'a' })
  events.length = 0
  const transactions = ['b', 'c', 'd'].map((title) =>
    tasks.update(taskId, (task) => {
      task.title = title
    }),
  )
  const completed = tasks.update(taskId, (task) => {
    task.completed = true
  })
  await Promise.all([...transactions, completed].map((transaction) => transaction.when('settled')))

  expect(replica.tasks.get({ taskId })).toMatchObject({ title: 'd', completed: true })
  expect(tasks.get(taskId)).toMatchObject({ title: 'd', completed: true, $synced: true })
  expect(events.slice(0, 3)).toEqual(['update b', 'update c', 'update d'])
  expect(new Set(events.slice(3))).toEqual(new Set(['update d']))
})

it('removes tasks from the replica', async () => {
  const { replica, tasks, events, stored } = await open()
  const keys = ['a', 'b', 'c'].map((title) => replica.tasks.create({ title }).taskId)
  await tasks.delete(keys.slice(1)).when('settled')

  expect(stored()).toEqual(['a'])
  expect(events).toEqual(['insert a', 'insert b', 'insert c', 'delete b', 'delete c'])
})

it('shows what changes in the replica, also elsewhere', async () => {
  const { replica, tasks, events, shown } = await open()
  mock.responses.tasks.changes.with({
    items: [{ type: 'put', revision: 1, task: { ...exampleTask, title: 'Of another device', revision: 1 } }],
    nextCursor: 'next',
    hasMore: false,
    revision: 1,
  })
  await replica.sync()
  await replica.tasks.update({ taskId: exampleTask.id, title: 'Buy milk' })
  expect(shown()).toEqual(['Buy milk'])
  await replica.undo()
  await replica.tasks.remove({ taskId: exampleTask.id })

  expect(tasks.size).toBe(0)
  expect(events).toEqual([
    'insert Of another device',
    'update Buy milk',
    'update Of another device',
    'delete Of another device',
  ])
})

it('is the source of live queries', async () => {
  const { replica, tasks } = await open()
  const completed = createLiveQueryCollection((q) =>
    q
      .from({ task: tasks })
      .where(({ task }) => eq(task.completed, true))
      .orderBy(({ task }) => task.title)
      .select(({ task }) => ({ id: task.id, title: task.title })),
  )
  await completed.preload()
  const titles = () => completed.toArray.map(({ title }) => title)
  const { taskId } = replica.tasks.create({ title: 'b' })
  await tasks.insert({ title: 'a', completed: true }).when('settled')
  expect(titles()).toEqual(['a'])

  await replica.tasks.complete({ taskId })
  expect(titles()).toEqual(['a', 'b'])
  await replica.tasks.update({ taskId, completed: false })
  expect(titles()).toEqual(['a'])
})

it('rolls back what cannot be stored', async () => {
  const store = limitedStore()
  const { replica, tasks, events, shown, stored } = await open(openReplica(store))
  await tasks.insert({ title: 'Buy milk' }).when('settled')
  const [key = ''] = tasks.keys()
  events.length = 0
  store.isFull = true

  const failing = [
    () => tasks.insert({ title: 'Buy eggs' }),
    () =>
      tasks.update(key, (task) => {
        task.title = 'Buy oat milk'
      }),
    () => tasks.delete(key),
  ]
  for (const change of failing) {
    await expect(change().when('settled')).rejects.toMatchObject({ name: 'QuotaExceededError' })
    expect([shown(), stored()]).toEqual([['Buy milk'], ['Buy milk']])
  }
  expect(replica.status.pending).toBe(1)
  expect(events).toEqual([
    ...['insert Buy eggs', 'delete Buy eggs'],
    ...['update Buy oat milk', 'update Buy milk'],
    ...['delete Buy milk', 'insert Buy milk'],
  ])
})

it('refuses changes of other fields, and stores nothing of their transaction', async () => {
  const { replica, tasks, shown, stored } = await open()
  const keys = ['a', 'b'].map((title) => replica.tasks.create({ title }).taskId)
  for (const field of ['userId', 'createdAt', 'isPending', 'more']) {
    const { pending } = replica.status
    const transaction = tasks.update(keys, ([first, second]) => {
      if (first) first.title = 'changed'
      if (second) Object.assign(second, { [field]: 'x' })
    })

    await expect(transaction.when('settled')).rejects.toMatchObject({
      code: 'invalid_input',
      errors: [{ pointer: `/${field}`, code: 'unknown_field' }],
    })
    expect(stored().sort()).toEqual(['a', 'b'])
    expect(shown().sort()).toEqual(['a', 'b'])
    expect(replica.status.pending).toBe(pending)
  }
})

it('rejects changes of a task that was removed meanwhile', async () => {
  const { replica, tasks, shown } = await open()
  const { taskId } = replica.tasks.create({ title: 'a' })
  const transaction = createTransaction({
    autoCommit: false,
    mutationFn: (it) => tasks.utils.acceptMutations(it.transaction),
  })
  transaction.mutate(() =>
    tasks.update(taskId, (task) => {
      task.title = 'b'
    }),
  )
  replica.tasks.remove({ taskId })

  await expect(transaction.commit()).rejects.toMatchObject({ code: 'not_found' })
  expect(shown()).toEqual([])
})

it('stores the mutations of a transaction, but none of other collections', async () => {
  const [one, other] = [await open(), await open()]
  const { taskId } = one.replica.tasks.create({ title: 'a' })
  const transaction = createTransaction({ mutationFn: (it) => one.tasks.utils.acceptMutations(it.transaction) })
  transaction.mutate(() => {
    one.tasks.delete(taskId)
    one.tasks.insert({ id: crypto.randomUUID(), title: 'b' })
    other.tasks.insert({ title: 'c' })
  })
  await transaction.when('settled')

  expect(one.stored()).toEqual(['b'])
  expect(one.shown()).toEqual(['b'])
  expect(one.events).toEqual(['insert a', 'delete a', 'insert b', 'update b'])
  expect([other.stored(), other.shown()]).toEqual([[], []])
})

it('inserts a copy of a row without the fields of the collection', async () => {
  const { tasks } = await open()
  await tasks.insert({ title: 'a', tags: ['home'] }).when('settled')
  const [row] = tasks.toArray
  if (!row) throw new Error('not shown')
  const transaction = tasks.insert({ ...row, id: crypto.randomUUID() })
  const [mutation] = transaction.mutations

  expect(Object.keys(mutation?.modified ?? {}).filter((name) => name.startsWith('$'))).toEqual([])
  expect(tasks.get(mutation?.key)).toMatchObject({ $synced: false, $key: mutation?.key, tags: ['home'] })
  await transaction.when('settled')
  expect(tasks.get(mutation?.key)).toMatchObject({ $synced: true, tags: ['home'] })
})

it('stops following the replica when it is cleaned up, and follows it again when it is used', async () => {
  const replica = openReplica()
  let listeners = 0
  const counted: Replica = {
    ...replica,
    subscribe(listener) {
      const unsubscribe = replica.subscribe(listener)
      listeners++
      return () => {
        listeners--
        unsubscribe()
      }
    },
  }
  const { tasks, shown } = await open(counted)
  await replica.tasks.create({ title: 'a' })
  expect(listeners).toBe(1)
  await tasks.cleanup()
  expect(listeners).toBe(0)

  await replica.tasks.create({ title: 'b' })
  await tasks.preload()
  expect(shown().sort()).toEqual(['a', 'b'])
  expect(listeners).toBe(1)
})
