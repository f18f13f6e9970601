import { afterAll, beforeAll, describe } from 'vitest'
import { type OwnPostgres, startOwnPostgres } from '../../../../packages/db/test/own-postgres.js'
import { taskpact } from '../../src/start-server.js'
import { describeConformance } from '../conformance.js'
import { type PgBouncer, startPgBouncer } from './pgbouncer.js'

describe('through PgBouncer in transaction mode', () => {
  let postgres: OwnPostgres
  let pooler: PgBouncer
  beforeAll(async () => {
    postgres = await startOwnPostgres()
    pooler = await startPgBouncer(postgres.url)
    process.env.TEST_DATABASE_URL = pooler.url
  })
  afterAll(async () => {
    delete process.env.TEST_DATABASE_URL
    await pooler?.close()
    await postgres?.close()
  })

  describeConformance(taskpact)
})
