import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase, userRevisions } from '@taskpact/db'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import { purge } from '@taskpact/service'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenServer, type RestUser, signUpUser, startOpenServer } from '../support/task-user.js'

describe('while one user has long-running writes', () => {
  let database: TestDatabase
  let server: OpenServer
  let busy: RestUser
  let eve: RestUser
  beforeAll(async () => {
    database = await createTestDatabase()
    server = await startOpenServer({ database, env: { DATABASE_POOL_MAX: '2' } })
    ;[busy, eve] = [await signUpUser(server), await signUpUser(server)]
  })
  afterAll(async () => {
    await server?.close()
    await database?.drop()
  })

  /** Runs a function while another connection locks the row that every write of the user locks first, as a long import does. */
  async function whileLocked(run: () => Promise<void>): Promise<void> {
    const other = await openDatabase(database.url, { poolMax: 1 })
    try {
      await other.db.transaction(async (tx) => {
        await tx.select().from(userRevisions).where(eq(userRevisions.userId, busy.id)).for('update')
        await run()
      })
    } finally {
      await other.close()
    }
  }

  it('waiting writes of that user do not use up the connection pool', async () => {
    const pending: Promise<unknown>[] = []
    await whileLocked(async () => {
      for (let n = 0; n < 20; n++) pending.push(busy.createTask(`waits ${n}`))
      await sleep(100)

      expect(await eve.createTask('not blocked')).toMatchObject({ title: 'not blocked' })
      expect(await eve.listTasks()).toHaveLength(1)
    })
    await Promise.all(pending)

    expect(await busy.listTasks()).toHaveLength(20)
  })

  it('the purge of the trash skips that user until later', async () => {
    for (const one of [busy, eve]) await one.deleteTask(await one.createTask('old'))
    const later = { db: server.db, now: new Date(Date.now() + 31 * 86_400_000), retentionDays: 30 }

    await whileLocked(async () => {
      expect(await purge(later)).toBe(1)
      expect(await eve.createTask('not blocked')).toMatchObject({ title: 'not blocked' })
    })
    expect(await purge(later)).toBe(1)
  })
})
