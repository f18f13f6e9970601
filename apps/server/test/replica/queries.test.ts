import { NewTask, type Task, type TaskPage } from '@taskpact/contract'
import { startTestServer, type TestServer, type User } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { queryTasks, type ReplicaQuery } from '../../../../packages/client/src/replica/query/query-tasks.js'
import { randomOf } from './random-tasks.js'

/** `TEST_REPLICA_SEED` selects other tasks and queries. */
const seed = Number(process.env.TEST_REPLICA_SEED ?? 1)
const taskCount = 300
const queryCount = 400

/** Shortly before clocks go forward in New York, and on the day after Europe went back. */
const times = ['2026-03-08T06:59:00.000Z', '2026-10-25T23:30:00.000Z', '2026-11-01T05:30:00.000Z']

describe.each(times)('lists of a replica at %s', (time) => {
  const now = new Date(time)
  const random = randomOf(seed, now)
  let server: TestServer
  let user: User
  let tasks: Task[]

  beforeAll(async () => {
    server = await startTestServer({ now: () => now })
    user = await server.signUp()
    tasks = await createTasks()
  })
  afterAll(() => server?.close())

  async function createTasks(): Promise<Task[]> {
    const created: unknown[] = []
    while (created.length < taskCount) {
      const { success, data } = NewTask.safeParse(random.newTask())
      if (success) created.push({ ...data, completed: random.boolean(0.3) })
    }
    await user.value('tasks.import', { content: JSON.stringify(created) })
    const imported = await allPages({ sort: 'updated' })
    for (const { id: taskId } of imported.filter(() => random.boolean(0.1))) {
      const { success, data } = NewTask.safeParse(random.newTask())
      if (success) await user.value('tasks.update', { taskId, dueDate: null, dueAt: null, ...data })
      else await user.value('tasks.remove', { taskId })
    }
    const current = await allPages({})
    return current.concat(await allPages({ trashed: true })).toSorted((a, b) => (a.id < b.id ? -1 : 1))
  }

  async function allPages(query: Record<string, unknown>): Promise<Task[]> {
    const found: Task[] = []
    let cursor: string | null | undefined
    while (cursor !== null) {
      const input = { ...query, limit: 100, ...(cursor && { cursor }) }
      const page: TaskPage = await user.value<TaskPage>('tasks.list', input)
      found.push(...page.items)
      cursor = page.nextCursor
    }
    return found
  }

  it('return the same tasks in the same order as the server', async () => {
    expect(tasks.length).toBe(taskCount)
    let found = 0
    for (let number = 0; number < queryCount; number++) {
      const query: ReplicaQuery = random.query(tasks)
      const expected = await allPages({ ...query })

      const ids = queryTasks(tasks, query, now).map(shown)
      expect(ids, `seed ${seed}, query ${number}: ${JSON.stringify(query)}`).toEqual(expected.map(shown))
      found += ids.length
    }
    expect(found).toBeGreaterThan(queryCount)
  })
})

/** What a failure shows of a task. */
function shown({ id, title, dueAt, dueDate }: Task): string {
  return JSON.stringify([id, title, dueAt ?? dueDate])
}
