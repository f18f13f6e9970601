import type { Task } from '@taskpact/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Account, api } from '../support/api.js'
import { startTestServer, type TestServer } from '../support/test-server.js'

const many = 5000

describe('iterating over five thousand tasks while others write', () => {
  let server: TestServer
  let account: Account
  let ids: string[]

  beforeAll(async () => {
    server = await startTestServer()
    account = await api(server).signUp()
    for (let from = 0; from < many; from += 1000) {
      const tasks = Array.from({ length: 1000 }, (_, n) => ({ title: `Kept ${from + n}` }))
      await account.client.tasks.import({ content: JSON.stringify(tasks) })
    }
    ids = (JSON.parse(await account.client.tasks.export()) as Task[]).map(({ id }) => id).sort()
  })
  afterAll(() => server?.close())

  /** Creates, changes and removes tasks of its own until it is stopped, before and behind the others in either order. */
  function writeMeanwhile() {
    const { tasks } = account.client
    let isOver = false
    let written = 0
    const write = async () => {
      while (!isOver) {
        const { id } = await tasks.create({ title: 'Before' })
        await tasks.update({ taskId: id, title: 'Passing by' })
        if (written % 2) await tasks.remove({ taskId: id })
        written += 1
      }
    }
    const writers = Promise.all([write(), write()])
    return {
      async stop() {
        isOver = true
        await writers
        return written
      },
    }
  }

  const kept = (found: string[]) => {
    const wanted = new Set(ids)
    return found.filter((id) => wanted.has(id)).sort()
  }

  it.each([
    { sort: 'created', order: 'desc', limit: 100 },
    { sort: 'title', order: 'asc', limit: 97 },
  ] as const)('shows each that was there throughout once, by $sort', async (query) => {
    const writing = writeMeanwhile()

    const found: string[] = []
    for await (const { id } of account.client.tasks.list.all(query)) found.push(id)

    expect(await writing.stop()).toBeGreaterThan(0)
    expect(kept(found)).toEqual(ids)
  })

  it('tells of each in the changes, and then of those that were made meanwhile', async () => {
    const writing = writeMeanwhile()
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

    expect(kept(found)).toEqual(ids)
    expect(later.at(-1)).toMatchObject({ type: 'put', task: { id: last.id } })
  })
})
