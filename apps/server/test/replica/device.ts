import { randomUUID } from 'node:crypto'
import { createClient, isApiError } from '@taskpact/client'
import { createReplica, memoryStore, type Replica, type ReplicaTask } from '@taskpact/client/replica'
import type { User } from '@taskpact/testing'
import type { Random } from './random.js'
import type { Texts } from './texts.js'
import { crashingStore, type Faults, unreliableFetch } from './unreliable.js'

/** A device of a user, who edits tasks at random. */
export interface Device {
  readonly replica: Replica
  act(): Promise<void>
  /** Returns what is stored. */
  records(): Promise<unknown[]>
  sync(): Promise<void>
}

/** Few tasks, so that devices change the same ones. */
const maxTasks = 4

type TextField = 'title' | 'description'

export function createDevice(name: string, url: string, user: User, random: Random, faults: Faults, texts: Texts) {
  const store = crashingStore(memoryStore(), random, faults)
  const client = createClient({
    baseUrl: url,
    token: user.token,
    fetch: unreliableFetch(random, faults),
    retries: random.below(2),
  })
  const open = () => createReplica(client, { userId: user.id, store })
  let replica = open()

  /** Opens the replica again after a crash. Returns whether there was none. */
  const survives = async (work: Promise<unknown>): Promise<boolean> => {
    try {
      await work
      return true
    } catch (error) {
      if (!/crashed/.test(String(error))) throw error
      replica = open()
      await replica.ready
      return false
    }
  }

  const shown = (taskId: string, field: TextField) => replica.tasks.get({ taskId })?.[field] ?? ''
  /** Sets a text. It replaces those that the user saw, if the device did not crash before it was stored. */
  const write = async (task: ReplicaTask, field: TextField) => {
    const text = texts.create(name, task.id)
    const old = shown(task.id, field)
    const lines = old.split('\n')
    const appended = field === 'description' && old !== '' && random.chance(0.7)
    const value = appended ? [...lines, text].join('\n') : random.chance(0.03) ? `${text} ${'x'.repeat(10_000)}` : text
    await survives(replica.tasks.update({ taskId: task.id, [field]: value }))
    if (!shown(task.id, field).includes(text)) return texts.forget(text)
    if (!appended) texts.replace(old)
  }

  const act = async () => {
    const tasks = replica.tasks.list()
    const task = tasks.length > 0 ? random.pick(tasks) : undefined
    if (!task || random.chance(tasks.length < maxTasks ? 0.15 : 0.02)) {
      const id = randomUUID()
      const title = texts.create(name, id)
      const created = replica.tasks.create({ id, title, ...(random.chance(0.5) && { tags: ['new'] }) })
      await survives(created)
      if (shown(created.taskId, 'title') !== title) texts.forget(title)
      return
    }
    const { id: taskId } = task
    const actions: (() => Promise<unknown>)[] = [
      () => write(task, 'title'),
      () => write(task, 'title'),
      () => write(task, 'description'),
      () => write(task, 'description'),
      () => survives(replica.tasks.complete({ taskId, completed: random.chance(0.7) })),
      () =>
        survives(replica.tasks.update({ taskId, priority: random.pick(['none', 'low', 'medium', 'high'] as const) })),
      () => survives(replica.tasks.update({ taskId, tags: ['a', 'b', 'c', 'd'].filter(() => random.chance(0.4)) })),
      () => survives(replica.tasks.update({ taskId, dueDate: '2026-12-24' })),
      () => survives(replica.tasks.update({ taskId, dueAt: '2026-12-24T10:00:00+01:00' })),
      () => {
        texts.remove(taskId)
        return survives(replica.tasks.remove({ taskId }))
      },
      async () => {
        const shownEarlier = new Map(replica.tasks.list().map((shown) => [shown.id, shown]))
        await survives(Promise.resolve(replica.undo()))
        for (const { id, title, description } of shownEarlier.values()) {
          if (shown(id, 'title') !== title) texts.replace(title)
          if (description && shown(id, 'description') !== description) texts.replace(description)
          if (!replica.tasks.get({ taskId: id })) texts.remove(id)
        }
      },
    ]
    await random.pick(actions)()
  }

  return {
    get replica() {
      return replica
    },
    act,
    records: async () => [...(await (await store.open(user.id)).read()).records.values()],
    async sync() {
      const synced = replica.sync().catch((error) => {
        if (!isApiError(error, 'unreachable')) throw error
      })
      await survives(synced)
    },
  }
}
