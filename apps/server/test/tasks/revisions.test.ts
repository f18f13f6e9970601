import { randomUUID } from 'node:crypto'
import { contract, operations, type Task } from '@taskpact/contract'
import { json, startTestServer, type TestServer, type User } from '@taskpact/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

const title = 'Buy milk'
const unknown = { op: 'remove', taskId: '0199e8f4-63a1-7d0e-8b11-9f1e5f0c2a77' }

/** Every write of tasks, for one that exists and one in the trash, and the revisions that it takes. */
const writes: readonly [
  name: string,
  count: number,
  call: (live: string, trashed: string) => [string, string, object?],
][] = [
  ['create', 1, () => ['POST', 'tasks', { title }]],
  [
    'batch',
    2,
    (taskId, trashed) => [
      'POST',
      'tasks/batch',
      {
        operations: [
          { op: 'remove', taskId },
          { op: 'restore', taskId: trashed },
        ],
      },
    ],
  ],
  ['import', 3, () => ['POST', 'tasks/import', [{ title }, { title }, { title }]]],
  ['update', 1, (id) => ['PATCH', `tasks/${id}`, { title: 'Buy bread' }]],
  ['complete', 1, (id) => ['PATCH', `tasks/${id}/complete`, { completed: true }]],
  ['remove', 1, (id) => ['DELETE', `tasks/${id}`]],
  ['restore', 1, (_, trashed) => ['POST', `tasks/${trashed}/restore`]],
  ['purge', 1, (_, trashed) => ['DELETE', `tasks/${trashed}/trash`]],
]

describe('the revision of a write', () => {
  let server: TestServer
  let ada: User
  let tasks: readonly [live: Task, trashed: Task]
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server?.close())
  beforeEach(async () => {
    ada = await server.signUp()
    tasks = [await ada.value('tasks.create', { title }), await ada.value('tasks.create', { title })]
    await ada.value('tasks.remove', { taskId: tasks[1].id })
  })

  const revisionOf = ({ headers }: { headers: object }) => Number(Reflect.get(headers, 'taskpact-revision'))
  const feed = () => ada.value<{ revision: number }>('tasks.changes', {})

  it('is returned by every operation that declares it', () => {
    const declared = operations(contract).filter(({ metadata }) => metadata.writes)

    expect(declared.map(({ name }) => name)).toEqual(writes.map(([name]) => `tasks.${name}`))
  })

  it.each(writes)('%s is that of the feed afterwards', async (_name, count, call) => {
    const before = (await feed()).revision
    const [live, trashed] = tasks
    const [method, path, body] = call(live.id, trashed.id)
    const response = await ada.sendJson(method, path, body)

    expect(response.status).toBeLessThan(300)
    expect(revisionOf(response)).toBe(before + count)
    expect((await feed()).revision).toBe(before + count)
    if (method === 'POST' && path !== 'tasks') expect(response.body).toMatchObject({ revision: before + count })
  })

  it('is that of the first response in a replay', async () => {
    const request = json({ operations: [{ op: 'create', title }] }, { 'idempotency-key': randomUUID() })
    const send = () => ada.send('POST', 'tasks/batch', request)
    const first = await send()
    await ada.value('tasks.create', { title })

    expect(revisionOf(await send())).toBe(revisionOf(first))
  })

  it.each([
    ['a batch', () => ada.sendJson('POST', 'tasks/batch', { operations: [unknown], atomic: false })],
    ['an import', () => ada.sendJson('POST', 'tasks/import', [{ title: '' }])],
    ['a failure', () => ada.sendJson('POST', 'tasks', { title: '' })],
  ])('is absent if %s changes nothing', async (_what, send) => {
    const before = await feed()
    const response = await send()

    expect(response.headers).not.toHaveProperty('taskpact-revision')
    expect(response.body).not.toHaveProperty('revision')
    expect(await feed()).toMatchObject({ revision: before.revision })
  })

  it('of a batch is that of its last change that succeeded', async () => {
    const operations = [{ op: 'create', title }, unknown, { op: 'create', title }, unknown]
    const response = await ada.sendJson('POST', 'tasks/batch', { operations, atomic: false })

    expect(revisionOf(response)).toBe((await feed()).revision)
  })
})
