import { createClient } from '@taskpact/client'
import { createTrpcClient } from '@taskpact/client/trpc'
import { contract, operations } from '@taskpact/contract'
import { expectProblem, json } from '@taskpact/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type OpenServer, type RestUser, signUpUser, startOpenServer, type Task } from '../support/task-user.js'

const limit = 3

describe('quota of three tasks per user', () => {
  let server: OpenServer
  let ada: RestUser
  let existing: Task[]
  beforeAll(async () => {
    server = await startOpenServer({ env: { MAX_TASKS_PER_USER: String(limit) } })
  })
  afterAll(() => server?.close())
  beforeEach(async () => {
    ada = await signUpUser(server)
    existing = [await ada.createTask('one'), await ada.createTask('two'), await ada.createTask('three')]
  })

  const titles = async () => (await ada.listTasks()).map(({ title }) => title).sort()
  const titlesAtLimit = ['one', 'three', 'two']
  const restore = ({ id }: Task) => ada.send('POST', `tasks/${id}/restore`)
  const sendBatch = (body: object) => ada.send('POST', 'tasks/batch', json(body))
  const importTasks = (...tasks: object[]) => ada.send('POST', 'tasks/import', json(tasks))
  const first = () => existing[0] as Task

  const createFourth: Record<string, () => Promise<unknown>> = {
    REST: async () => (await ada.send('POST', 'tasks', json({ title: 'four' }))).body,
    client: () =>
      createClient({ baseUrl: server.url, token: ada.token })
        .tasks.create({ title: 'four' })
        .catch((error) => error.problem),
    tRPC: () =>
      createTrpcClient({ baseUrl: server.url, token: ada.token })
        .tasks.create.mutate({ title: 'four' })
        .catch((error) => error.data.problem),
    'in-process': () => {
      const operation = operations(contract).find(({ name }) => name === 'tasks.create')
      if (!operation) throw new TypeError('Operation tasks.create not found')
      const call = {
        operation,
        transport: 'in-process',
        token: ada.token,
        request: { requestId: 'in-process', client: {} },
      }
      const rawInput = () => ({ fields: { title: 'four' } })
      return server.perform({ ...call, rawInput }).catch(({ code, facts }) => ({ code, status: 403, ...facts }))
    },
  }
  it.each(Object.keys(createFourth))('refuses a fourth task with the limit and the use: %s', async (transport) => {
    expect(await createFourth[transport]?.()).toMatchObject({ code: 'quota_exceeded', status: 403, limit, use: 3 })
    expect(await titles()).toEqual(titlesAtLimit)
  })

  it('is refused with a problem, and nothing is written', async () => {
    const before = (await ada.send('GET', 'changes')).body

    expectProblem(await ada.send('POST', 'tasks', json({ title: 'four' })), 'quota_exceeded')
    expect((await ada.send('GET', 'changes')).body).toEqual(before)
  })

  it('permits changes of existing tasks', async () => {
    expect(await ada.send('PATCH', `tasks/${first().id}`, json({ title: 'uno' }))).toMatchObject({ status: 200 })
    expect(await ada.send('PATCH', `tasks/${first().id}/complete`)).toMatchObject({ status: 200 })
    expect(await importTasks({ id: first().id, title: 'eins' })).toMatchObject({ body: { created: 0, updated: 1 } })
  })

  it('does not count tasks in the trash, but counts restored ones', async () => {
    await ada.deleteTask(first())
    const four = await ada.send('POST', 'tasks', json({ title: 'four' }))
    expect(four.status).toBe(201)

    const refused = await restore(first())
    expectProblem(refused, 'quota_exceeded')
    expect(refused.body).toMatchObject({ limit, use: 3 })
    expect(await titles()).toEqual(['four', 'three', 'two'])

    await ada.deleteTask(four.body as Task)
    expect(await restore(first())).toMatchObject({ status: 200 })
    expect(await titles()).toEqual(titlesAtLimit)
  })

  it('does not change when a task is deleted permanently', async () => {
    await ada.deleteTask(first())
    await ada.send('DELETE', `tasks/${first().id}/trash`)

    expect((await ada.send('POST', 'tasks', json({ title: 'four' }))).status).toBe(201)
    expectProblem(await ada.send('POST', 'tasks', json({ title: 'five' })), 'quota_exceeded')
  })

  it('counts a task that is deleted several times once', async () => {
    await Promise.all([ada.deleteTask(first()), ada.deleteTask(first()), ada.deleteTask(first())])
    const responses = await Promise.all([1, 2, 3].map(() => ada.send('POST', 'tasks', json({ title: 'four' }))))

    expect(responses.map(({ status }) => status).sort()).toEqual([201, 403, 403])
  })

  it('undoes an atomic batch that exceeds it', async () => {
    await ada.deleteTask(first())
    const operations = ['four', 'five'].map((title) => ({ op: 'create', title }))
    const refused = await sendBatch({ operations })

    expectProblem(refused, 'quota_exceeded', ['body/operations/1'])
    expect(refused.body).toMatchObject({ limit, use: 3 })
    expect(await titles()).toEqual(['three', 'two'])
    expect((await ada.send('POST', 'tasks', json({ title: 'four' }))).status).toBe(201)
  })

  it('lets a batch that is not atomic create as many tasks as fit', async () => {
    await ada.deleteTask(first())
    const operations = ['four', 'five', 'six'].map((title) => ({ op: 'create', title }))
    const { body } = await sendBatch({ operations, atomic: false })

    expect(body).toMatchObject({
      results: [{ status: 201 }, { status: 403, problem: { code: 'quota_exceeded', limit, use: 3 } }, { status: 403 }],
    })
    expect(await titles()).toEqual(['four', 'three', 'two'])
  })

  it('permits a batch that deletes a task before it creates one', async () => {
    const operations = [
      { op: 'remove', taskId: first().id },
      { op: 'create', title: 'four' },
    ]
    expect(await sendBatch({ operations })).toMatchObject({ status: 200 })
    expect(await titles()).toEqual(['four', 'three', 'two'])
  })

  it.each([true, false])(
    'refuses a creation before the deletion that makes room for it (atomic: %s)',
    async (atomic) => {
      const operations = [
        { op: 'create', title: 'four' },
        { op: 'remove', taskId: first().id },
      ]
      const { body } = await sendBatch({ operations, atomic })

      const refusal = { code: 'quota_exceeded', limit, use: limit }
      expect(body).toMatchObject(atomic ? refusal : { results: [{ status: 403, problem: refusal }, { status: 204 }] })
      expect(await titles()).toEqual(atomic ? ['one', 'three', 'two'] : ['three', 'two'])
    },
  )

  it('refuses an import that exceeds it as a whole', async () => {
    await ada.deleteTask(first())
    const refused = await importTasks({ title: 'four' }, { id: existing[1]?.id, title: 'zwei' }, { title: 'five' })

    expectProblem(refused, 'quota_exceeded')
    expect(refused.body).toMatchObject({ limit, use: 2 })
    expect(await titles()).toEqual(['three', 'two'])
    expect(await importTasks({ title: 'four' })).toMatchObject({ status: 200, body: { created: 1 } })
  })

  it('counts a task that an import restores', async () => {
    await ada.deleteTask(first())
    await ada.createTask('four')

    expectProblem(await importTasks({ id: first().id, title: 'one' }), 'quota_exceeded')
    expect(await titles()).toEqual(['four', 'three', 'two'])
  })

  it('permits one of ten concurrent creates', async () => {
    await ada.deleteTask(first())
    const requests = Array.from({ length: 10 }, (_, index) =>
      ada.send('POST', 'tasks', json({ title: `racer ${index}` })),
    )
    const statuses = (await Promise.all(requests)).map(({ status }) => status).sort()

    expect(statuses).toEqual([201, ...Array(9).fill(403)])
    expect(await titles()).toHaveLength(limit)
  })

  it('permits one of several concurrent operations', async () => {
    await ada.deleteTask(first())
    const responses = await Promise.all([
      restore(first()),
      sendBatch({ operations: [{ op: 'create', title: 'batched' }] }),
      importTasks({ title: 'imported' }),
      ada.send('POST', 'tasks', json({ title: 'made' }, { 'idempotency-key': 'last-place' })),
    ])

    expect(responses.filter(({ status }) => status < 300)).toHaveLength(1)
    expect(responses.filter(({ status }) => status === 403)).toHaveLength(3)
    expect(await titles()).toHaveLength(limit)
  })

  it('keeps the idempotency key of a refused call unused', async () => {
    const four = () => ada.send('POST', 'tasks', json({ title: 'four' }, { 'idempotency-key': 'later' }))
    expectProblem(await four(), 'quota_exceeded')
    await ada.deleteTask(first())

    expect(await four()).toMatchObject({ status: 201, body: { title: 'four' } })
  })

  it('does not affect other users', async () => {
    const eve = await signUpUser(server)
    expect((await eve.send('POST', 'tasks', json({ title: 'hers' }))).status).toBe(201)
  })
})
