import { randomUUID } from 'node:crypto'
import type { BatchResults, Problem, Task } from '@taskpact/contract'
import { json, startTestServer, type TestServer, transports, type User } from '@taskpact/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { problemOf, trpcCallsTo } from '../support/trpc-call.js'

const taskLimit = 50
const title = 'Buy milk'
/** All tasks are created at the same time. */
const now = new Date()

describe('a task with an id of the client', () => {
  let server: TestServer
  let ada: User
  let id: string
  beforeAll(async () => {
    server = await startTestServer({ env: { MAX_TASKS_PER_USER: String(taskLimit) }, now: () => now })
  })
  afterAll(() => server?.close())
  beforeEach(async () => {
    ada = await server.signUp()
    id = randomUUID()
  })

  const create = (input: object = {}) => ada.value<Task>('tasks.create', { title, id, ...input })
  const feed = (input: object = {}) => ada.value<{ nextCursor: string }>('tasks.changes', { limit: 500, ...input })
  const batch = (operations: readonly object[], input: object = {}) =>
    ada.value<BatchResults>('tasks.batch', { operations, ...input })

  it.each(transports)('has this id in lower case, and is found by it in any case: %s', async (via) => {
    const created = await ada.value<Task>('tasks.create', { title, id: id.toUpperCase() }, { via })

    expect(created.id).toBe(id)
    expect(await ada.value('tasks.get', { taskId: id.toUpperCase() }, { via })).toEqual(created)
    expect(await ada.value('tasks.list', {}, { via })).toMatchObject({ items: [created] })
    expect(await feed()).toMatchObject({ items: [{ type: 'put', revision: created.revision, task: created }] })
  })

  it.each(transports)('has no id without a version: %s', async (via) => {
    for (const withoutVersion of [id.replace(/[\da-f]/g, '0'), id.replace(/[\da-f]/g, 'f')]) {
      const outcome = await ada.call('tasks.create', { title, id: withoutVersion }, { via })
      expect(outcome).toEqual({ ok: false, code: 'invalid_input', fields: ['body/id'] })
    }
  })

  describe.each([
    ['a task', false],
    ['a task in the trash', true],
  ])('that %s already has', (_which, isTrashed) => {
    const trash = () => ada.value('tasks.remove', { taskId: id })

    it.each(transports)('is refused with conflict, and nothing changes: %s', async (via) => {
      await create({ description: 'Two litres' })
      if (isTrashed) await trash()
      const before = await feed()

      const outcome = await ada.call('tasks.create', { title: 'Another', id: id.toUpperCase() }, { via })

      expect(outcome).toEqual({ ok: false, code: 'conflict', fields: [] })
      expect(await feed()).toEqual(before)
    })

    it('is refused with the current revision, on REST and tRPC', async () => {
      const { revision } = await create()
      if (isTrashed) await trash()
      const { mutate } = trpcCallsTo(
        () => server,
        () => ada.token,
      )

      const rest = await ada.sendJson('POST', 'tasks', { title, id })
      const trpc = problemOf((await mutate('tasks.create', { title, id }, ada.token)).body)

      const expected = { code: 'conflict', currentRevision: isTrashed ? revision + 1 : revision }
      expect(rest.body).toMatchObject(expected)
      expect(trpc).toMatchObject(expected)
      expect(trpc.detail).toBe((rest.body as Problem).detail)
    })
  })

  it('is refused with conflict, not for the quota, if the user has both', async () => {
    const others = Array.from({ length: taskLimit - 1 }, () => ({ op: 'create', title }))
    await batch([{ op: 'create', title, id }, ...others])

    expect(await ada.call('tasks.create', { title, id })).toMatchObject({ code: 'conflict' })
    expect(await ada.call('tasks.create', { title, id: randomUUID() })).toMatchObject({ code: 'quota_exceeded' })
  })

  it('does not depend on the ids of other users', async () => {
    const eve = await server.signUp()
    const ofAda = await create({ title: 'Of Ada' })

    const ofEve = await eve.value<Task>('tasks.create', { title: 'Of Eve', id })
    await eve.value('tasks.update', { taskId: id, title: 'Changed by Eve' })

    expect(ofEve).toMatchObject({ id, userId: eve.id, title: 'Of Eve', revision: 1 })
    expect(await ada.value('tasks.get', { taskId: id })).toEqual(ofAda)
    await eve.value('tasks.remove', { taskId: id })
    await eve.value('tasks.purge', { taskId: id })
    expect(await ada.value('tasks.get', { taskId: id })).toEqual(ofAda)
  })

  describe('with an idempotency key', () => {
    const send = (idempotencyKey: string, input: object = {}) =>
      ada.send('POST', 'tasks', json({ title, id, ...input }, { 'idempotency-key': idempotencyKey }))

    it('is returned again for the same key, whatever the case of the id', async () => {
      const first = await send('one')
      const second = await send('one', { id: id.toUpperCase() })

      expect(first.status).toBe(201)
      expect(second).toMatchObject({ status: 201, body: first.body })
      expect(second.headers['idempotency-replayed']).toBe('true')
    })

    it('is refused for another key, which stays unused', async () => {
      const { revision } = (await send('one')).body as Task

      expect((await send('two')).body).toMatchObject({ code: 'conflict', currentRevision: revision })
      expect(await send('two', { id: randomUUID() })).toMatchObject({ status: 201 })
    })

    it('is refused for the same key with another id', async () => {
      await send('one')

      expect((await send('one', { id: randomUUID() })).body).toMatchObject({ code: 'idempotency_key_reused' })
    })
  })

  describe('in a batch', () => {
    it('can be changed by later changes of the batch', async () => {
      const { results } = await batch([
        { op: 'create', title, id: id.toUpperCase() },
        { op: 'complete', taskId: id },
      ])

      expect(results.map(({ task }) => [task?.id, task?.completed])).toEqual([
        [id, false],
        [id, true],
      ])
    })

    it.each([
      ['a created task', { op: 'update', title: 'Changed' }],
      ['a task in the trash', { op: 'remove' }],
    ])('is refused if the batch already has %s with it', async (_which, change) => {
      const operations = [
        { op: 'create', title, id },
        { ...change, taskId: id },
        { op: 'create', title: 'Again', id },
        { op: 'create', title: 'Other' },
      ]

      const { results } = await batch(operations, { atomic: false })

      expect(results.map(({ problem }) => problem?.code)).toEqual([undefined, undefined, 'conflict', undefined])
      expect(results[2]?.problem).toMatchObject({ currentRevision: 2 })
      expect(results[3]?.task).toMatchObject({ revision: 3 })
    })

    it('fails an atomic batch that has it twice, which then creates nothing', async () => {
      const before = await feed()

      const refused = await ada.sendJson('POST', 'tasks/batch', {
        operations: [
          { op: 'create', title, id },
          { op: 'create', title, id },
        ],
      })

      expect(refused.body).toMatchObject({ code: 'conflict', errors: [{ pointer: '/operations/1', code: 'failed' }] })
      expect(await feed()).toEqual(before)
    })
  })

  describe('after the task with this id was deleted permanently', () => {
    beforeEach(async () => {
      await create({ title: 'Old' })
    })
    const purge = async () => {
      await ada.value('tasks.remove', { taskId: id })
      await ada.value('tasks.purge', { taskId: id })
    }

    it('is a new task everywhere', async () => {
      await purge()
      const created = await create({ title: 'New' })

      expect(created.revision).toBe(4)
      expect(await ada.value('tasks.list', { search: 'new' })).toMatchObject({ items: [created] })
      expect(await ada.value('tasks.list', { search: 'old' })).toMatchObject({ items: [] })
      expect(await ada.value('tasks.list', { trashed: true })).toMatchObject({ items: [] })
      expect(await ada.value('tasks.stats')).toMatchObject({ total: 1 })
      expect(await ada.call('tasks.restore', { taskId: id })).toMatchObject({ code: 'not_found' })
      expect(await ada.call('tasks.update', { taskId: id, title, ifMatch: 1 })).toMatchObject({
        code: 'revision_mismatch',
      })
    })

    it('appears in the change feed of a client that knows of the deletion, and expires other cursors', async () => {
      const { nextCursor: beforeDeletion } = await feed()
      await ada.value('tasks.remove', { taskId: id })
      const { nextCursor: afterDeletion } = await feed()
      await ada.value('tasks.purge', { taskId: id })
      const created = await create({ title: 'New' })

      const changes = { items: [{ type: 'put', revision: created.revision, task: created }] }
      expect(await feed({ since: afterDeletion })).toMatchObject(changes)
      expect(await feed()).toMatchObject(changes)
      expect(await ada.call('tasks.changes', { since: beforeDeletion })).toMatchObject({ code: 'cursor_expired' })
    })
  })

  it.each(['created', 'updated', 'due', 'priority', 'title'])(
    'is listed once on pages by %s, among tasks with equal sort keys',
    async (sort) => {
      const dueDate = '2026-12-24'
      const ids = Array.from({ length: 20 }, () => randomUUID())
      await batch(ids.map((id) => ({ op: 'create', title, id, dueDate })))
      const inOrder = sort === 'updated' ? ids : ids.toSorted()

      for (const order of ['asc', 'desc']) {
        const listed: string[] = []
        for (let cursor: string | null | undefined; cursor !== null; ) {
          const input = { sort, order, limit: 3, ...(cursor && { cursor }) }
          const page: { items: Task[]; nextCursor: string | null } = await ada.value('tasks.list', input)
          listed.push(...page.items.map(({ id }) => id))
          cursor = page.nextCursor
        }
        expect(listed).toEqual(order === 'asc' ? inOrder : inOrder.toReversed())
      }
    },
  )
})
