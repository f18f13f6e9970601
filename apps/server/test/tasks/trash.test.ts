import { expectProblem, json } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenServer, type RestUser, signUpUser, startOpenServer, type Task } from '../support/task-user.js'

describe('trash', () => {
  let server: OpenServer
  let ada: RestUser
  beforeAll(async () => {
    server = await startOpenServer()
    ada = await signUpUser(server)
  })
  afterAll(() => server?.close())

  const get = ({ id }: Task) => ada.send('GET', `tasks/${id}`)
  const restore = ({ id }: Task, options = {}) => ada.send('POST', `tasks/${id}/restore`, options)
  const purge = ({ id }: Task) => ada.send('DELETE', `tasks/${id}/trash`)
  const trashed = async (query = '') => ada.listTasks(`trashed=true&${query}`)
  const ids = (tasks: readonly Task[]) => tasks.map(({ id }) => id)
  const listEtag = async () => (await ada.send('GET', 'tasks?trashed=true')).headers.etag

  it('contains a deleted task, which no other response shows', async () => {
    const fields = { priority: 'high', tags: ['Attic', 'home'], dueDate: '2020-01-01' }
    const before = (await ada.send('GET', 'stats')).body
    const task = await ada.createTask('Clear the attic', fields)
    expect(await ada.deleteTask(task)).toMatchObject({ status: 204, text: '' })

    const [found] = await trashed('search=attic&tags=attic&overdue=true')
    expect(found).toMatchObject({ ...fields, id: task.id, deletedAt: expect.stringMatching(/Z$/) })
    expect(ids(await ada.listTasks())).not.toContain(task.id)
    expect(await ada.listTasks('search=attic')).toEqual([])
    expect(await ada.listTasks('tags=attic')).toEqual([])
    expectProblem(await get(task), 'not_found')
    expect((await ada.send('GET', 'stats')).body).toEqual(before)
    expect((await ada.send('GET', 'tasks/export')).text).not.toContain(task.id)
    expect((await ada.send('GET', 'changes?limit=500')).body).toMatchObject({
      items: expect.arrayContaining([
        { revision: found?.revision, type: 'delete', id: task.id, deletedAt: found?.deletedAt },
      ]),
    })
  })

  it('restores a task unchanged', async () => {
    const fields = { description: 'All of it', priority: 'low', tags: ['b', 'a'], dueAt: '2026-12-01T10:00:00.000Z' }
    const created = await ada.createTask('Restore me', fields)
    const task = (await ada.send('PATCH', `tasks/${created.id}/complete`)).body as Task
    await ada.deleteTask(task)

    const restored = (await restore(task)).body as Task
    const changingFields = { revision: 0, updatedAt: '' }
    expect({ ...restored, ...changingFields }).toEqual({ ...task, ...changingFields, deletedAt: null })
    expect(restored.revision).toBe(task.revision + 2)
    expect((await get(task)).body).toEqual(restored)
    expect(ids(await trashed())).not.toContain(task.id)
    expectProblem(await restore(task), 'not_found')
  })

  it('refuses changes of its tasks except restore and purge', async () => {
    const task = await ada.createTask()
    await ada.deleteTask(task)
    const [before] = await trashed()

    expectProblem(await ada.send('PATCH', `tasks/${task.id}`, json({ title: 'Changed' })), 'not_found')
    expectProblem(await ada.send('PATCH', `tasks/${task.id}/complete`), 'not_found')
    expectProblem(await ada.deleteTask(task), 'not_found')
    expect((await trashed())[0]).toEqual(before)
  })

  it('restores a task at the revision of If-Match only', async () => {
    const task = await ada.createTask()
    await ada.deleteTask(task)
    const refused = await restore(task, { headers: { 'if-match': `"${task.revision}"` } })

    expectProblem(refused, 'revision_mismatch')
    expect(refused.body).toMatchObject({ currentRevision: task.revision + 1 })
    expect(await restore(task, { headers: { 'if-match': `"${task.revision + 1}"` } })).toMatchObject({ status: 200 })
  })

  it('does not contain a task after it was deleted permanently', async () => {
    const task = await ada.createTask()
    await ada.deleteTask(task)
    const tag = await listEtag()

    expect(await purge(task)).toMatchObject({ status: 204, text: '' })
    expect(ids(await trashed())).not.toContain(task.id)
    expect(await listEtag()).not.toBe(tag)
    expectProblem(await restore(task), 'not_found')
    expectProblem(await purge(task), 'not_found')
    expectProblem(await get(task), 'not_found')
  })

  it('does not purge tasks outside the trash or of other users', async () => {
    const eve = await signUpUser(server)
    const [live, taskOfEve] = [await ada.createTask(), await eve.createTask()]
    await eve.deleteTask(taskOfEve)
    const state = (await ada.send('GET', 'changes?limit=500')).body

    expectProblem(await purge(live), 'not_found')
    expectProblem(await purge(taskOfEve), 'not_found')
    expect((await ada.send('GET', 'changes?limit=500')).body).toEqual(state)
    expect(ids(await eve.listTasks('trashed=true'))).toEqual([taskOfEve.id])
  })

  it('expires the changes cursor of a client that missed a purged deletion', async () => {
    const task = await ada.createTask()
    const since = async (cursor = '') => ada.send('GET', `changes?limit=500${cursor && `&since=${cursor}`}`)
    const currentCursor = async () => ((await since()).body as { nextCursor: string }).nextCursor
    const cursorBeforeDeletion = await currentCursor()
    await ada.deleteTask(task)
    const cursorAfterDeletion = await currentCursor()
    await purge(task)

    expectProblem(await since(cursorBeforeDeletion), 'cursor_expired')
    expect(await since(cursorAfterDeletion)).toMatchObject({ status: 200, body: { items: [], hasMore: false } })
    expect(await since()).toMatchObject({ status: 200 })
  })

  it('lets one of concurrent restore and purge succeed', async () => {
    for (let time = 0; time < 5; time += 1) {
      const task = await ada.createTask()
      await ada.deleteTask(task)
      const statuses = (await Promise.all([restore(task), purge(task), restore(task)])).map(({ status }) => status)

      const restored = statuses[1] === 404
      expect(statuses.filter((status) => status !== 404)).toEqual([restored ? 200 : 204])
      expect((await get(task)).status).toBe(restored ? 200 : 404)
      expect(ids(await trashed())).not.toContain(task.id)
    }
  })
})
