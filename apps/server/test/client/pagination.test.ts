import type { Task } from '@taskpact/contract'
import { startTestServer, type TestServer } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Account, api } from '../support/api.js'

const taskCount = 5000

describe('iteration over 5000 tasks during concurrent writes', () => {
  let server: TestServer
  let account: Account
  let ids: string[]

  beforeAll(async () => {
    server = await startTestServer()
    account = await api(server).signUp()
    for (let from = 0; from < taskCount; from += 1000) {
      const tasks = Array.from({ length: 1000 }, (_, n) => ({ title: `Stable ${from + n}` }))
      await account.client.tasks.import({ content: JSON.stringify(tasks) })
    }
    ids = (JSON.parse(await account.client.tasks.export()) as Task[]).map(({ id }) => id).sort()
  })
  afterAll(() => server?.close())

  /** Creates, updates and removes other tasks until it is stopped, at both ends of either sort order. */
  function startWriting() {
    const { tasks } = account.client
    let isStopped = false
    let written = 0
    const write = async () => {
      while (!isStopped) {
        const { id } = await tasks.create({ title: 'Before' })
        await tasks.update({ taskId: id, title: 'Passing by' })
        if (written % 2) await tasks.remove({ taskId: id })
        written += 1
      }
    }
    const writers = Promise.all([write(), write()])
    return {
      async stop() {
        isStopped = true
        await writers
        return written
      },
    }
  }

  const stableIds = (found: string[]) => {
    const expected = new Set(ids)
    return found.filter((id) => expected.has(id)).sort()
  }

  it.each([
    { sort: 'created', order: 'desc', limit: 100 },
    { sort: 'title', order: 'asc', limit: 97 },
  ] as const)('list.all() returns each existing task once, sorted by $sort', async (query) => {
    const writing = startWriting()

    const found: string[] = []
    for await (const { id } of account.client.tasks.list.all(query)) found.push(id)

    expect(await writing.stop()).toBeGreaterThan(0)
    expect(stableIds(found)).toEqual(ids)
  })

  it('changes.pages() returns each existing task once, and changes.all() continues after it', async () => {
    const writing = startWriting()
    const found: string[] = []
    let since: string | undefined
    for await (const page of account.client.tasks.changes.pages({ limit: 499 })) {
      for (const change of page.items) if (change.type === 'put') found.push(change.task.id)
      since = page.nextCursor
    }
    await writing.stop()
    const last = await account.client.tasks.create({ title: 'The last' })

    const later = []
    for await (const change of account.client.tasks.changes.all({ since })) later.push(change)

    expect(stableIds(found)).toEqual(ids)
    expect(later.at(-1)).toMatchObject({ type: 'put', task: { id: last.id } })
  })
})
