import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { failure, fakeTaskServer, problemOf } from '../../test/fake-task-server.js'
import { createReplica } from './create-replica.js'
import type { Replica, ReplicaOptions } from './replica.js'
import { memoryStore, type ReplicaStore } from './store.js'

const taskId = '0199e8f4-63a1-7d0e-8b11-9f1e5f0c2a77'

let server: ReturnType<typeof fakeTaskServer>
beforeEach(() => {
  server = fakeTaskServer()
})
afterEach(() => void vi.restoreAllMocks())

const open = (options: Partial<ReplicaOptions> = {}): Replica =>
  createReplica(server.client, { userId: 'ada', store: memoryStore(), ...options })
const outcome = ({ status: { pending, conflicts, refused } }: Replica) => ({ pending, conflicts, refused })
const settledState = { pending: 0, conflicts: 0, refused: 0 }
const live = () => [...server.tasks.values()].filter(({ deletedAt }) => deletedAt === null)
/** Lets the next batch fail before it is processed, or its reply be lost. */
const loseOnce = (what: 'before' | 'after', during: () => unknown = () => failure('unreachable')) => {
  server.intercepts[what] = (operation) => {
    if (operation !== 'batch') return undefined
    server.intercepts[what] = () => {}
    return during()
  }
}
/** Sends a created task of whose reply the device does not hear. */
async function createWithLostReply(replica: Replica) {
  replica.tasks.create({ id: taskId, title: 'Title' })
  loseOnce('after')
  await expect(replica.sync()).rejects.toMatchObject({ code: 'unreachable' })
}

describe('a change during a request', () => {
  it.each<[string, (replica: Replica) => void, string | undefined]>([
    ['an edit', (replica) => replica.tasks.update({ taskId, title: 'Later' }), 'Later'],
    ['a removal', (replica) => replica.tasks.remove({ taskId }), undefined],
    ['undo', (replica) => replica.undo(), undefined],
    [
      'a removal, and undo',
      (replica) => {
        replica.tasks.remove({ taskId })
        replica.undo()
      },
      'Title',
    ],
    [
      'an edit, and undo',
      (replica) => {
        replica.tasks.update({ taskId, title: 'Later' })
        replica.undo()
      },
      'Title',
    ],
  ])('that creates a task is sent next: %s', async (_name, change, expected) => {
    for (const when of ['before', 'after'] as const) {
      server = fakeTaskServer()
      const replica = open()
      replica.tasks.create({ id: taskId, title: 'Title' })
      loseOnce(when, () => change(replica))
      await replica.sync()
      await replica.sync()

      expect(outcome(replica)).toEqual(settledState)
      expect(live().map(({ title }) => title)).toEqual(expected === undefined ? [] : [expected])
      expect(replica.tasks.get({ taskId })?.title).toBe(expected)
    }
  })

  it.each<[string, (replica: Replica) => void, string]>([
    ['an edit', (replica) => replica.tasks.update({ taskId, title: 'Later' }), 'Later'],
    ['undo', (replica) => replica.undo(), 'Title'],
  ])('that removes a task is sent next: %s', async (name, change, expected) => {
    const replica = open()
    replica.tasks.create({ id: taskId, title: 'Title' })
    await replica.sync()
    replica.tasks.remove({ taskId })
    loseOnce('before', () => {
      if (name === 'an edit') replica.undo()
      change(replica)
    })
    for (let round = 0; round < 3; round++) await replica.sync()

    expect(outcome(replica)).toMatchObject({ pending: 0, refused: 0 })
    expect(live().map(({ title }) => title)).toEqual([expected])
  })

  it('that is refused keeps a correction', async () => {
    const replica = open()
    replica.tasks.create({ id: taskId, title: 'Bad' })
    loseOnce('before', () => {
      replica.tasks.update({ taskId, title: 'Good' })
      return [{ status: 400, problem: problemOf('invalid_input') }]
    })
    await replica.sync()

    expect(outcome(replica)).toEqual(settledState)
    expect(live().map(({ title }) => title)).toEqual(['Good'])
  })

  it('that is refused is forgotten with a task that was removed', async () => {
    const replica = open()
    replica.tasks.create({ id: taskId, title: 'Bad' })
    loseOnce('before', () => {
      replica.tasks.remove({ taskId })
      return [{ status: 400, problem: problemOf('invalid_input') }]
    })
    await replica.sync()

    expect(outcome(replica)).toEqual(settledState)
    expect(live()).toEqual([])
  })
})

describe('a change whose reply was lost', () => {
  it.each<[string, (replica: Replica) => void, string[]]>([
    ['is not made twice', () => {}, ['Title']],
    ['can be changed', (replica) => replica.tasks.update({ taskId, title: 'Later' }), ['Later']],
    ['can be removed', (replica) => replica.tasks.remove({ taskId }), []],
    ['can be undone', (replica) => replica.undo(), []],
  ])('%s', async (_name, change, expected) => {
    const replica = open()
    await createWithLostReply(replica)
    change(replica)
    await replica.sync()

    expect(outcome(replica)).toEqual(settledState)
    expect(live().map(({ title }) => title)).toEqual(expected)
  })

  it('and that restored a task can be taken back', async () => {
    const replica = open()
    replica.tasks.create({ id: taskId, title: 'Title' })
    await replica.sync()
    replica.tasks.remove({ taskId })
    await replica.sync()
    replica.undo()
    loseOnce('after')
    await expect(replica.sync()).rejects.toMatchObject({ code: 'unreachable' })
    replica.tasks.remove({ taskId })
    server.intercepts.before = () => {}
    await replica.sync()
    await replica.sync()

    expect(outcome(replica)).toEqual(settledState)
    expect(live()).toEqual([])
  })
})

describe('a task in the trash that this device does not know', () => {
  it('is restored if it is created with the same id', async () => {
    server.put({ ...server.perform({ op: 'create', id: taskId, title: 'Old' }).task, deletedAt: 'now' } as never)
    const replica = open()
    replica.tasks.create({ id: taskId, title: 'New' })
    await replica.sync()

    expect(outcome(replica)).toMatchObject({ pending: 0, refused: 0 })
    expect(live().map(({ title }) => title)).toEqual(['New'])
  })

  it('can be restored again after that was refused', async () => {
    const replica = open()
    replica.tasks.create({ id: taskId, title: 'Title' })
    await replica.sync()
    replica.tasks.remove({ taskId })
    await replica.sync()
    replica.undo()
    loseOnce('before', () => [{ status: 403, problem: problemOf('quota_exceeded') }])
    await replica.sync()
    const [refusal] = replica.refused.list()
    expect(refusal).toMatchObject({ step: 'restore', code: 'quota_exceeded', changes: { title: 'Title' } })
    await replica.refused.retry(refusal as { id: string })
    await replica.sync()

    expect(outcome(replica)).toMatchObject({ pending: 0, refused: 0 })
    expect(live().map(({ title }) => title)).toEqual(['Title'])
  })
})

describe('a server that never accepts', () => {
  const errors = [
    'revision_mismatch',
    'not_found',
    'conflict',
    'unavailable',
    'quota_exceeded',
    'invalid_input',
    'internal',
    'forbidden',
  ] as const
  const changes: [string, (replica: Replica) => unknown][] = [
    ['create', (replica) => replica.tasks.create({ title: 'New' })],
    ['update', (replica) => replica.tasks.update({ taskId, title: 'New' })],
    ['remove', (replica) => replica.tasks.remove({ taskId })],
    [
      'restore',
      async (replica) => {
        replica.tasks.remove({ taskId })
        await replica.sync()
        replica.undo()
      },
    ],
  ]

  it.each(changes.flatMap(([step, change]) => errors.map((code) => [step, code, change] as const)))(
    'gets a limited number of requests, and no text is lost: %s, %s',
    async (_step, code, change) => {
      const replica = open()
      replica.tasks.create({ id: taskId, title: 'Title' })
      await replica.sync()
      await change(replica)
      server.intercepts.before = (operation, { operations = [] }) =>
        operation === 'batch' ? operations.map(() => ({ status: 400, problem: problemOf(code, 1) })) : undefined
      server.batches.length = 0
      await replica.sync().catch(() => {})

      expect(server.batches.length).toBeLessThan(10)
      const kept = JSON.stringify([replica.tasks.list(), replica.refused.list(), replica.conflicts.list()])
      if (_step === 'create' || _step === 'update') expect(kept).toContain('New')
    },
  )

  it.each(['unavailable', 'rate_limited', 'forbidden', 'token_expired', 'internal', 'unreachable'] as const)(
    'keeps all changes if a batch fails: %s',
    async (code) => {
      const replica = open()
      replica.tasks.create({ title: 'New' })
      server.intercepts.before = (operation) => operation === 'batch' && failure(code)
      await expect(replica.sync()).rejects.toMatchObject({ code })

      expect(outcome(replica)).toEqual({ ...settledState, pending: 1 })
      expect(server.batches).toHaveLength(1)
    },
  )

  it('gets one request if it answers a batch without results', async () => {
    const replica = open()
    replica.tasks.create({ title: 'New' })
    server.intercepts.before = (operation) => (operation === 'batch' ? [] : undefined)
    await expect(replica.sync()).rejects.toMatchObject({ code: 'unexpected_response' })

    expect([server.batches.length, replica.status.pending]).toEqual([1, 1])
  })
})

describe('undo of a removal', () => {
  it.each([0, 1, 2])('restores what was changed before, and not sent: after %i synchronizations', async (count) => {
    const replica = open()
    replica.tasks.create({ id: taskId, title: 'Title' })
    await replica.sync()
    replica.tasks.update({ taskId, title: 'Later', description: 'Text', tags: ['a'] })
    replica.tasks.complete({ taskId })
    replica.tasks.remove({ taskId })
    for (let round = 0; round < count; round++) await replica.sync()
    replica.undo()
    const expected = { title: 'Later', description: 'Text', tags: ['a'], completed: true }
    expect(replica.tasks.get({ taskId })).toMatchObject(expected)
    await replica.sync()
    await replica.sync()

    expect(live()).toMatchObject([expected])
    expect(outcome(replica)).toEqual(settledState)
  })

  it('restores a task that was new when it was removed, but sent since', async () => {
    const replica = open()
    replica.tasks.create({ id: taskId, title: 'Title' })
    loseOnce('before', () => {
      replica.tasks.update({ taskId, title: 'Later' })
      replica.tasks.remove({ taskId })
    })
    await replica.sync()
    await replica.sync()
    expect(live()).toEqual([])
    replica.undo()
    await replica.sync()

    expect(live()).toMatchObject([{ title: 'Later' }])
    expect(outcome(replica)).toEqual(settledState)
  })
})

describe('an invalid batch', () => {
  const errorAt = (pointer: string) => ({ errors: [{ in: 'body', pointer, code: 'failed', message: pointer }] })

  it('refuses the changes that errors point to, and sends the others', async () => {
    const replica = open()
    for (const title of ['a', 'b', 'c']) replica.tasks.create({ title })
    loseOnce('before', () => failure('invalid_input', errorAt('/operations/1/title')))
    await replica.sync()

    expect(replica.refused.list()).toMatchObject([{ changes: { title: 'b' }, message: '/operations/1/title' }])
    expect(live().map(({ title }) => title)).toEqual(['a', 'c'])
  })

  it('is divided until the change that is too large is alone', async () => {
    const replica = open()
    for (const title of ['a', 'b', 'large', 'd', 'e']) replica.tasks.create({ title })
    server.intercepts.before = (_operation, { operations = [] }) => {
      if (operations.some((operation) => 'title' in operation && operation.title === 'large'))
        failure('payload_too_large')
    }
    await replica.sync()

    expect(replica.refused.list()).toMatchObject([{ changes: { title: 'large' }, code: 'payload_too_large' }])
    expect(live().map(({ title }) => title)).toEqual(['a', 'b', 'd', 'e'])
  })

  it('refuses nothing if the error is not of a change', async () => {
    const replica = open()
    for (const title of ['a', 'b']) replica.tasks.create({ title })
    loseOnce('before', () => failure('invalid_input', errorAt('/userId')))
    await expect(replica.sync()).rejects.toMatchObject({ code: 'invalid_input' })

    expect(outcome(replica)).toEqual({ ...settledState, pending: 2 })
  })
})

describe('a replica', () => {
  it('goes on if a listener throws', async () => {
    const reported: unknown[] = []
    vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((work) => {
      try {
        work()
      } catch (error) {
        reported.push(error)
      }
    })
    const replica = open()
    const listener = vi.fn()
    replica.subscribe(() => {
      throw new Error('mistake')
    })
    replica.subscribe(listener)
    await replica.tasks.create({ title: 'a' })
    await replica.sync()

    expect(outcome(replica)).toEqual(settledState)
    expect(listener).toHaveBeenCalled()
    expect(String(reported[0])).toBe('Error: mistake')
  })

  it('is not settled if a change could not be stored', async () => {
    const store: ReplicaStore = {
      ...memoryStore(),
      open: async () => ({
        read: async () => ({ version: 0, records: new Map() }),
        write: () => Promise.reject(new Error('full')),
        close: () => {},
      }),
    }
    const replica = open({ store })
    const created = replica.tasks.create({ title: 'a' })

    await expect(created).rejects.toThrow('full')
    await expect(created.settled()).rejects.toThrow('full')
    expect(replica.tasks.list()).toEqual([])
    const missing = replica.tasks.update({ taskId, title: 'a' })
    await expect(missing).rejects.toMatchObject({ code: 'not_found' })
    await expect(missing.settled()).rejects.toMatchObject({ code: 'not_found' })
  })

  it('keeps an edit of a task that another tab has removed meanwhile', async () => {
    for (const isSent of [false, true]) {
      server = fakeTaskServer()
      const store = memoryStore()
      const tab = open({ store })
      await tab.tasks.create({ id: taskId, title: 'Title', description: 'Text' })
      if (isSent) await tab.sync()
      const other = open({ store })
      await other.ready
      await tab.tasks.remove({ taskId })
      if (isSent) await tab.sync()
      await other.tasks.update({ taskId, title: 'Still needed' })
      await other.sync()
      await other.sync()

      expect(live()).toMatchObject([{ title: 'Still needed', description: 'Text' }])
    }
  })

  it('returns the same list until it changes, also of overdue tasks', async () => {
    const replica = open()
    const dueAt = new Date(Date.now() + 1000).toISOString()
    await replica.tasks.create({ title: 'a', dueAt })
    const list = () => replica.tasks.list({ overdue: true })
    const before = list()
    expect(before).toEqual([])
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(list()).toBe(before)
    await vi.waitFor(() => expect(list()).toHaveLength(1), { timeout: 5000 })
    const after = list()
    await new Promise((resolve) => setTimeout(resolve, 5))

    expect(list()).toBe(after)
  })

  it.each(['2030-01-01T10:00:00', '2030-01-01', 'tomorrow', '2016-12-31T23:59:60Z'])(
    'leaves a timestamp for the server to convert or refuse: %s',
    async (dueAt) => {
      const replica = open()
      await replica.tasks.create({ id: taskId, title: 'a', dueAt })

      expect(replica.tasks.get({ taskId })?.dueAt).toBe(dueAt)
    },
  )

  it('handles 10,000 tasks', { timeout: 30_000 }, async () => {
    for (let count = 0; count < 10_000; count++) server.perform({ op: 'create', title: `Task ${count}` })
    const replica = open()
    await replica.sync()
    const timeOf = (work: () => unknown) => {
      const startedAt = performance.now()
      work()
      return performance.now() - startedAt
    }
    const [{ id = '' } = {}] = replica.tasks.list()
    const times = {
      list: timeOf(() => replica.tasks.list({ search: 'task' })),
      edit: timeOf(() => replica.tasks.update({ taskId: id, title: 'Changed' })),
      edits: timeOf(() => {
        for (const task of replica.tasks.list().slice(0, 500)) replica.tasks.complete({ taskId: task.id })
      }),
    }
    process.stdout.write(`${JSON.stringify(times)}\n`)

    expect(times.edit).toBeLessThan(100)
    expect(times.edits).toBeLessThan(5000)
    await replica.sync()
    expect(outcome(replica)).toEqual(settledState)
  })
})
