import type { Task } from '@taskpact/contract'
import { startTestServer, type TestServer, type User } from '@taskpact/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

const title = 'Buy milk'
const id = '0199e8f4-63a1-7d0e-8b11-9f1e5f0c2a77'

describe('the problem of an atomic batch', () => {
  let server: TestServer
  let ada: User
  let task: Task
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server?.close())
  beforeEach(async () => {
    ada = await server.signUp()
    task = await ada.value('tasks.create', { title })
  })

  const problemOf = async (...operations: object[]) =>
    (await ada.sendJson('POST', 'tasks/batch', { operations })).body as object
  const create = { op: 'create', title }
  const update = (ifMatch: number) => ({ op: 'update', taskId: task.id, title: 'Changed', ifMatch })

  it('has the current revision of the task that a change conflicts with', async () => {
    const currentRevision = task.revision

    expect(await problemOf(create, update(currentRevision + 1))).toMatchObject({
      code: 'revision_mismatch',
      currentRevision,
    })
    expect(await problemOf(create, { ...create, id: task.id })).toMatchObject({ code: 'conflict', currentRevision })
  })

  it('has no revision that the batch has rolled back', async () => {
    const stale = await problemOf(update(task.revision), update(task.revision))
    const twice = await problemOf({ ...create, id }, { ...create, id })

    expect(stale).toMatchObject({ code: 'revision_mismatch' })
    expect(twice).toMatchObject({ code: 'conflict' })
    for (const problem of [stale, twice]) expect(problem).not.toHaveProperty('currentRevision')
  })
})
