import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { setImmediate as yieldToRequests } from 'node:timers/promises'
import type { AccountExport } from '@taskpact/contract'
import type { User } from '@taskpact/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenServer, startOpenServer } from '../support/task-user.js'

const taskCount = 1200

let server: OpenServer
beforeAll(async () => {
  server = await startOpenServer()
})
afterAll(() => server?.close())

/** Signs up a user with 1200 tasks, every third one in the trash. */
async function signUpOwner(descriptionLength: number): Promise<User> {
  const owner = await server.signUp()
  await server.db.execute(sql`
    insert into tasks (user_id, id, title, title_key, description, revision, created_at, updated_at, deleted_at)
    select user_id, gen_random_uuid(), 'Task ' || n, 'TASK ' || n, left(repeat(md5(n::text), 320), ${descriptionLength}::int),
      n, now(), now(), case when n % 3 = 0 then now() end
    from user_revisions, generate_series(1, ${taskCount}::int) n where user_id = ${owner.id}`)
  await server.db.execute(sql`
    update user_revisions set revision = ${taskCount}::int, task_count = ${taskCount - taskCount / 3}::int
    where user_id = ${owner.id}`)
  return owner
}

/** 12 MB of tasks are more than the buffers of a connection. */
const long = 10_000

/** Sends a request and returns its response, of which nothing has been read. */
function open(path: string, { token }: User): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` }
    request(`${server.url}${path}`, { agent: false, headers }, resolve).on('error', reject).end()
  })
}

function some<T>(items: readonly T[]): T[] {
  return items.filter((_, index) => index % 100 === 0)
}

/** Moves tasks in and out of the trash, deletes, changes and creates some. */
async function change({ value }: User, { tasks }: AccountExport): Promise<void> {
  const live = tasks.filter(({ deletedAt }) => deletedAt === null)
  const trashed = tasks.filter(({ deletedAt }) => deletedAt !== null)
  for (const { id: taskId } of some(live)) await value('tasks.remove', { taskId })
  for (const { id: taskId } of some(live.slice(1))) await value('tasks.update', { taskId, title: 'Changed' })
  for (const { id: taskId } of some(trashed)) await value('tasks.restore', { taskId })
  for (const { id: taskId } of some(trashed.slice(1))) await value('tasks.purge', { taskId })
  await value('tasks.create', { title: 'Created' })
}

describe('an export during changes', () => {
  it('contains the state when it began, however slowly it is read', async () => {
    const owner = await signUpOwner(long)
    const account = await owner.value<AccountExport>('auth.exportMe')
    const files = ['json', 'csv', 'ics'].map((format) => ({ format, expected: '' }))
    for (const file of files) file.expected = await owner.value<string>('tasks.export', { format: file.format })
    const ofAccount = await open('/api/auth/me/export', owner)
    const ofTasks = await Promise.all(files.map(({ format }) => open(`/api/me/tasks/export?format=${format}`, owner)))
    await change(owner, account)

    const exported = JSON.parse(await text(ofAccount)) as AccountExport
    expect(exported.tasks).toHaveLength(taskCount)
    expect(exported.tasks).toEqual(account.tasks)
    for (const [index, { format, expected }] of files.entries())
      expect((await text(ofTasks[index] as IncomingMessage)) === expected, format).toBe(true)
  })

  it('contains each task once while one is moved to the trash and back', async () => {
    const owner = await signUpOwner(10)
    const { tasks } = await owner.value<AccountExport>('auth.exportMe')
    const taskId = tasks[0]?.id
    let isDone = false
    const changes = (async () => {
      while (!isDone) {
        await owner.value('tasks.remove', { taskId })
        await owner.value('tasks.restore', { taskId })
        // Statements of an embedded database resolve in microtasks, so the loop would run alone.
        await yieldToRequests()
      }
    })()

    const ids: string[][] = []
    for (let round = 0; round < 5; round++)
      ids.push((await owner.value<AccountExport>('auth.exportMe')).tasks.map(({ id }) => id).sort())
    isDone = true
    await changes

    for (const exported of ids) expect(exported).toEqual(tasks.map(({ id }) => id).sort())
  })
})
