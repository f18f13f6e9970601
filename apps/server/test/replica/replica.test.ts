import { type Client, createClient } from '@taskpact/client'
import { createReplica, memoryStore, type Replica, type ReplicaOptions } from '@taskpact/client/replica'
import type { Task } from '@taskpact/contract'
import { startTestServer, type TestServer, type User } from '@taskpact/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

let server: TestServer
let ada: User
const stops: (() => void)[] = []
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server?.close())
beforeEach(async () => {
  ada = await server.signUp()
})
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

const clientOf = (user: User, options = {}): Client =>
  createClient({ baseUrl: server.url, token: user.token, retries: 0, ...options })
const open = (options: Partial<ReplicaOptions> = {}, client = clientOf(ada)): Replica =>
  createReplica(client, { userId: ada.id, store: memoryStore(), ...options })
const start = (replica: Replica) => void stops.push(replica.start())
const titles = (replica: Replica) => replica.tasks.list().map(({ title }) => title)
const serverTasks = async () => (await ada.value<{ items: Task[] }>('tasks.list')).items
const only = <T>(items: readonly T[]): T => {
  expect(items).toHaveLength(1)
  return items[0] as T
}

describe('a replica', () => {
  it('shows a new task at once, and saves it', async () => {
    const replica = open()
    const created = replica.tasks.create({ title: ' Buy milk ', tags: ['home'], dueAt: '2026-12-24T10:00:00+01:00' })

    expect(replica.tasks.get(created)).toMatchObject({
      title: 'Buy milk',
      dueAt: '2026-12-24T09:00:00.000Z',
      isPending: true,
      revision: 0,
    })
    await created
    await replica.sync()
    expect(await created.settled()).toBe('saved')
    const { isPending, ...task } = only(replica.tasks.list())
    expect([task, isPending]).toEqual([only(await serverTasks()), false])
  })

  it('sends its own changes and shows those of other devices as they happen', async () => {
    const [phone, laptop] = [open(), open()]
    start(phone)
    start(laptop)
    const { taskId } = phone.tasks.create({ title: 'Buy milk' })
    await vi.waitFor(() => expect(titles(laptop)).toEqual(['Buy milk']))
    laptop.tasks.update({ taskId, title: 'Buy oat milk' })

    await vi.waitFor(() => expect(titles(phone)).toEqual(['Buy oat milk']))
    expect(phone.status).toMatchObject({ connection: 'live', pending: 0, error: undefined })
    await phone.tasks.remove({ taskId })
    await vi.waitFor(() => expect(titles(laptop)).toEqual([]))
  })

  it('keeps changes while the server is not reachable, and sends them later', async () => {
    let isOffline = true
    const unreliable: typeof fetch = async (...request) => {
      if (isOffline) throw new TypeError('offline')
      return fetch(...request)
    }
    const replica = open({}, clientOf(ada, { fetch: unreliable }))
    start(replica)
    replica.tasks.create({ title: 'Buy milk' })
    await vi.waitFor(() => expect(replica.status).toMatchObject({ connection: 'offline', pending: 1, isAtRisk: true }))
    await expect(replica.sync()).rejects.toMatchObject({ code: 'unreachable' })
    isOffline = false

    await vi.waitFor(() => expect(replica.status).toMatchObject({ connection: 'live', pending: 0 }), 5000)
    expect(only(await serverTasks()).title).toBe('Buy milk')
  })

  it('keeps tasks and changes over a restart', async () => {
    const store = memoryStore()
    const before = open({ store })
    await before.tasks.create({ title: 'Saved' })
    await before.sync()
    await before.tasks.create({ title: 'Not sent' })
    const after = open({ store })
    await after.ready

    expect(titles(after)).toEqual(['Not sent', 'Saved'])
    await after.sync()
    expect((await serverTasks()).map(({ title }) => title)).toEqual(['Not sent', 'Saved'])
  })

  it('keeps changes while the token is invalid', async () => {
    let token = 'invalid'
    const replica = open({}, clientOf(ada, { token: () => token }))
    start(replica)
    await replica.tasks.create({ title: 'Buy milk' })
    await vi.waitFor(() => expect(replica.status).toMatchObject({ connection: 'signed-out', pending: 1 }))
    token = ada.token

    await replica.sync()
    expect(only(await serverTasks()).title).toBe('Buy milk')
  })

  it('neither sends to nor reads from another account', async () => {
    const eve = await server.signUp()
    await eve.call('tasks.create', { title: 'Secret' })
    const replica = open({}, clientOf(eve))
    await replica.tasks.create({ title: 'Of Ada' })

    await expect(replica.sync()).rejects.toMatchObject({ code: 'forbidden' })
    expect(titles(replica)).toEqual(['Of Ada'])
    const { items } = await eve.value<{ items: Task[] }>('tasks.list')
    expect(items.map(({ title }) => title)).toEqual(['Secret'])
  })

  it('moves what the server refuses to `refused`, with all texts, and sends the rest', async () => {
    const replica = open()
    const long = 'x'.repeat(201)
    const bad = replica.tasks.create({ title: long, description: 'Details' })
    const good = replica.tasks.create({ title: 'Good' })
    const settled = Promise.all([bad.settled(), good.settled()])
    await replica.sync()

    expect(await settled).toEqual(['refused', 'saved'])
    expect(titles(replica)).toEqual(['Good'])
    const refusal = only(replica.refused.list())
    expect(refusal).toMatchObject({
      taskId: bad.taskId,
      step: 'create',
      code: 'invalid_input',
      message: expect.stringContaining('200'),
      changes: { title: long, description: 'Details' },
    })
    await replica.refused.retry(refusal, { title: 'Short' })
    await replica.sync()
    expect(replica.refused.list()).toEqual([])
    expect((await serverTasks()).map(({ title, description }) => [title, description])).toContainEqual([
      'Short',
      'Details',
    ])
  })

  it('sends more changes than a batch can have', async () => {
    const replica = open()
    for (let count = 0; count < 230; count++)
      replica.tasks.create({ title: `Task ${count}`, description: 'é'.repeat(9000) })
    await replica.sync()

    expect(replica.status).toMatchObject({ pending: 0, refused: 0 })
    expect(replica.tasks.list({ search: 'task' })).toHaveLength(230)
    const other = open()
    await other.sync()
    expect(other.tasks.list()).toEqual(replica.tasks.list())
  })

  it('replaces a due date by a due time, and clears only the one that is null', async () => {
    const replica = open()
    const { taskId } = replica.tasks.create({ title: 'Buy milk', dueDate: '2026-12-24' })
    const due = () => {
      const { dueDate, dueAt } = replica.tasks.get({ taskId }) ?? {}
      return [dueDate, dueAt]
    }
    const dueAt = '2026-12-24T09:00:00.000Z'
    const changes = [{ dueAt: null }, { dueAt }, { dueDate: null }, { dueDate: '2026-12-25' }, { dueDate: null }]
    const shown = changes.map((change) => {
      replica.tasks.update({ taskId, ...change })
      return due()
    })

    const date = ['2026-12-24', null]
    expect(shown).toEqual([date, [null, dueAt], [null, dueAt], ['2026-12-25', null], [null, null]])
    await replica.sync()
    expect(replica.status).toMatchObject({ pending: 0, refused: 0 })
  })

  it('rejects changes of tasks that it does not have', async () => {
    const replica = open()
    const taskId = crypto.randomUUID()

    for (const change of [
      () => replica.tasks.update({ taskId, title: 'x' }),
      () => replica.tasks.complete({ taskId }),
      () => replica.tasks.remove({ taskId }),
      () => replica.refused.retry({ id: 'none' }),
    ])
      await expect(change()).rejects.toMatchObject({ code: 'not_found' })
    await replica.tasks.create({ id: taskId, title: 'x' })
    await expect(replica.tasks.create({ id: taskId.toUpperCase(), title: 'y' })).rejects.toMatchObject({
      code: 'conflict',
    })
  })

  it('deletes what is stored', async () => {
    const store = memoryStore()
    const replica = open({ store })
    await replica.tasks.create({ title: 'Buy milk' })
    await replica.clear()
    const next = open({ store })
    await next.ready

    expect(titles(next)).toEqual([])
  })
})

describe('changes on two devices', () => {
  let phone: Replica
  let laptop: Replica
  let taskId: string
  beforeEach(async () => {
    ;[phone, laptop] = [open(), open()]
    const task = { title: 'Title', description: 'one\ntwo\nthree', tags: ['a', 'b'] }
    taskId = phone.tasks.create(task).taskId
    await phone.sync()
    await laptop.sync()
  })
  /** The phone comes first. */
  const syncAll = async () => {
    for (const replica of [phone, laptop, phone]) await replica.sync()
    expect(phone.tasks.list()).toEqual(laptop.tasks.list())
    expect([phone.status.pending, laptop.status.pending]).toEqual([0, 0])
    return phone.tasks.get({ taskId })
  }

  it('of different fields are both kept', async () => {
    phone.tasks.update({ taskId, title: 'New title' })
    laptop.tasks.update({ taskId, priority: 'high', dueDate: '2026-12-24' })

    expect(await syncAll()).toMatchObject({ title: 'New title', priority: 'high', dueDate: '2026-12-24' })
    expect(laptop.status.conflicts).toBe(0)
  })

  it('of tags are merged', async () => {
    phone.tasks.update({ taskId, tags: ['b', 'c'] })
    laptop.tasks.update({ taskId, tags: ['a', 'b', 'D'] })

    expect((await syncAll())?.tags).toEqual(['b', 'c', 'D'])
  })

  it('of different lines of a description are merged', async () => {
    phone.tasks.update({ taskId, description: 'one\ntwo\nthree\nfour' })
    laptop.tasks.update({ taskId, description: 'zero\none\ntwo\nthree' })

    expect((await syncAll())?.description).toBe('zero\none\ntwo\nthree\nfour')
    expect(laptop.status.conflicts).toBe(0)
  })

  it('of the same text keep the later one, and the other one in `conflicts`', async () => {
    phone.tasks.update({ taskId, title: 'Of the phone' })
    laptop.tasks.update({ taskId, title: 'Of the laptop' })

    expect((await syncAll())?.title).toBe('Of the laptop')
    const conflict = only(laptop.conflicts.list())
    expect(conflict).toMatchObject({
      kind: 'text',
      taskId,
      field: 'title',
      base: 'Title',
      mine: 'Of the laptop',
      theirs: 'Of the phone',
    })
    await laptop.conflicts.dismiss(conflict)
    expect(laptop.status.conflicts).toBe(0)
  })

  it.each([
    ['theirs' as const, 'Of the phone', 1],
    [
      ({ mine, theirs }: { mine: string | null; theirs: string | null }) => `${mine} & ${theirs}`,
      'Of the laptop & Of the phone',
      0,
    ],
  ])('follow the policy for titles: %s', async (title, expected, conflicts) => {
    laptop = open({ conflicts: { title } })
    await laptop.sync()
    phone.tasks.update({ taskId, title: 'Of the phone' })
    laptop.tasks.update({ taskId, title: 'Of the laptop' })

    expect((await syncAll())?.title).toBe(expected)
    expect(laptop.status.conflicts).toBe(conflicts)
  })

  it('restore a task that was removed elsewhere', async () => {
    phone.tasks.remove({ taskId })
    laptop.tasks.update({ taskId, title: 'Still needed' })

    expect(await syncAll()).toMatchObject({ title: 'Still needed', description: 'one\ntwo\nthree' })
    expect(only(laptop.conflicts.list())).toMatchObject({ kind: 'restored', taskId })
  })

  it('create a task again that was deleted for good elsewhere', async () => {
    await phone.tasks.complete({ taskId })
    await phone.sync()
    await laptop.sync()
    await ada.call('tasks.remove', { taskId })
    await ada.call('tasks.purge', { taskId })
    laptop.tasks.update({ taskId, title: 'Still needed' })

    expect(await syncAll()).toMatchObject({
      id: taskId,
      title: 'Still needed',
      description: 'one\ntwo\nthree',
      tags: ['a', 'b'],
      completed: true,
    })
    expect(only(laptop.conflicts.list())).toMatchObject({ kind: 'recreated', taskId })
  })

  it('keep a task that was changed before it was removed here', async () => {
    phone.tasks.update({ taskId, title: 'Important' })
    laptop.tasks.remove({ taskId })

    expect(await syncAll()).toMatchObject({ title: 'Important' })
    expect(only(laptop.conflicts.list())).toMatchObject({ kind: 'kept', taskId })
  })

  it('that are equal are no conflict', async () => {
    for (const replica of [phone, laptop]) {
      replica.tasks.update({ taskId, title: 'Same' })
      replica.tasks.complete({ taskId })
    }

    expect(await syncAll()).toMatchObject({ title: 'Same', completed: true })
    expect([phone.status.conflicts, laptop.status.conflicts]).toEqual([0, 0])
  })
})

describe('undo', () => {
  it('takes back changes, new tasks and removals, sent or not', async () => {
    for (const isSent of [false, true]) {
      const replica = open()
      const sync = async () => void (isSent && (await replica.sync()))
      const { taskId } = replica.tasks.create({ title: 'First', tags: ['a'] })
      await sync()
      replica.tasks.update({ taskId, title: 'Second' })
      await sync()
      replica.tasks.remove({ taskId })
      await sync()
      expect(replica.tasks.list()).toEqual([])

      await replica.undo()
      expect(replica.tasks.get({ taskId })).toMatchObject({ title: 'Second', tags: ['a'] })
      await sync()
      await replica.undo()
      expect(replica.tasks.get({ taskId })).toMatchObject({ title: 'First' })
      await sync()
      await replica.undo()
      expect(replica.tasks.list()).toEqual([])
      expect(replica.undo()).toBeUndefined()
      await replica.sync()
      expect(replica.status).toMatchObject({ pending: 0, conflicts: 0, refused: 0 })
      expect(await serverTasks()).toEqual([])
    }
  })

  it('leaves what changed elsewhere since', async () => {
    const [phone, laptop] = [open(), open()]
    const { taskId } = phone.tasks.create({ title: 'First' })
    phone.tasks.update({ taskId, title: 'Second', priority: 'high' })
    await phone.sync()
    await laptop.sync()
    laptop.tasks.update({ taskId, title: 'Third' })
    await laptop.sync()
    await phone.sync()
    await phone.undo()

    expect(phone.tasks.get({ taskId })).toMatchObject({ title: 'Third', priority: 'none' })
  })
})
