import { openDatabase, openNotifications } from '@taskpact/db'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type OwnPostgres, startOwnPostgres } from '../../../../../packages/db/test/own-postgres.js'
import { taskpact } from '../../../src/server.js'
import { describeConformance } from '../../conformance/conformance.js'
import { type PgBouncer, startPgBouncer } from './pgbouncer.js'

describe('behind PgBouncer in transaction mode', () => {
  let postgres: OwnPostgres
  let pooler: PgBouncer
  const before = process.env.TEST_DATABASE_URL
  beforeAll(async () => {
    postgres = await startOwnPostgres()
    pooler = await startPgBouncer(postgres.url)
    process.env.TEST_DATABASE_URL = pooler.url
  })
  afterAll(async () => {
    if (before === undefined) delete process.env.TEST_DATABASE_URL
    else process.env.TEST_DATABASE_URL = before
    await pooler?.close()
    await postgres?.close()
  })

  it('notifications are given up, because none arrives', async () => {
    const unknown = new URL(pooler.url)
    unknown.search = ''
    const onSilent = vi.fn()
    const database = await openDatabase(pooler.url)
    const notifications = await openNotifications(unknown.href, {
      role: 'primary',
      timeout: 5000,
      notify: database.notify,
      onMessage: () => {},
      onSilent,
    })
    await expect.poll(() => onSilent.mock.calls, { timeout: 10_000 }).toHaveLength(1)
    await notifications?.close()
    await database.close()
  }, 15_000)

  describeConformance(taskpact)
})
