import { afterAll, beforeAll, describe } from 'vitest'
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

  describeConformance(taskpact)
})
