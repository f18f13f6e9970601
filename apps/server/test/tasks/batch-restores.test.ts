import type { Task } from '@taskpact/contract'
import { startTestServer, type TestServer, type User } from '@taskpact/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

describe('a batch that restores tasks', () => {
  let server: TestServer
  let ada: User
  let task: Task
  beforeAll(async () => {
    server = await startTestServer({ env: { MAX_TASKS_PER_USER: '2' } })
  })
  afterAll(() => server?.close())
  beforeEach(async () => {
    ada = await server.signUp()
    task = await ada.value('tasks.create', { title: 'Buy milk', tags: ['home'] })
  })

  const restore = (fields: object = {}) => ({ op: 'restore', taskId: task.id, ...fields })
  const remove = () => ({ op: 'remove', taskId: task.id })
  const send = async (operations: object[], atomic = true) =>
    (await ada.sendJson('POST', 'tasks/batch', { operations, atomic })).body as object
  const current = () => ada.value('tasks.get', { taskId: task.id })

  it('takes a task out of the trash, unchanged', async () => {
    await ada.value('tasks.remove', { taskId: task.id })

    expect(await send([restore()])).toMatchObject({ results: [{ status: 200, task: { id: task.id, tags: ['home'] } }] })
    expect(await current()).toMatchObject({ title: 'Buy milk', deletedAt: null, revision: task.revision + 2 })
  })

  it('restores what an earlier change of the batch has removed, and the other way round', async () => {
    expect(await send([remove(), restore(), remove(), restore()])).toMatchObject({
      results: [{ status: 204 }, { status: 200 }, { status: 204 }, { status: 200 }],
    })
    expect(await current()).toMatchObject({ revision: task.revision + 4 })
  })

  it('fails for a task outside the trash, and at another revision', async () => {
    expect(await send([restore()], false)).toMatchObject({ results: [{ problem: { code: 'not_found' } }] })
    await ada.value('tasks.remove', { taskId: task.id })
    const results = await send([restore({ ifMatch: task.revision }), restore({ ifMatch: task.revision + 1 })], false)

    expect(results).toMatchObject({
      results: [{ problem: { code: 'revision_mismatch', currentRevision: task.revision + 1 } }, { status: 200 }],
    })
  })

  it.each([true, false])('fails at the task limit (atomic: %s)', async (atomic) => {
    await ada.value('tasks.remove', { taskId: task.id })
    for (const title of ['one', 'two']) await ada.value('tasks.create', { title })
    const problem = { code: 'quota_exceeded', limit: 2, use: 2 }

    expect(await send([restore()], atomic)).toMatchObject(atomic ? problem : { results: [{ status: 403, problem }] })
    await expect(current()).rejects.toThrow('not_found')
  })
})
