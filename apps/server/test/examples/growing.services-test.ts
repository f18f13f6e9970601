import { testSecret } from '@taskpact/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OwnPostgres, startOwnPostgres } from '../../../../packages/db/test/own-postgres.js'
import { type PgBouncer, startPgBouncer } from '../operations/services/pgbouncer.js'
import { runStep, steps } from './growing-page.js'

describe('the page about growing', () => {
  let primary: OwnPostgres
  let replica: OwnPostgres
  let pooler: PgBouncer
  beforeAll(async () => {
    primary = await startOwnPostgres()
    replica = await startOwnPostgres({ primary })
    pooler = await startPgBouncer(primary.url)
  })
  afterAll(async () => {
    await pooler?.close()
    await replica?.close()
    await primary?.close()
  })

  it('has a step after the other', () => {
    expect([...steps.keys()].map((heading) => Number.parseInt(heading, 10))).toEqual([1, 2, 3, 4, 5, 6])
  })

  // The last one needs Citus, and has a test of its own.
  it.each([...steps.keys()].slice(0, -1))('has commands that work: %s', async (heading) => {
    expect(steps.get(heading)).not.toEqual([])
    await runStep(heading, {
      DATABASE_URL: primary.url,
      POOLER_URL: pooler.url.replace('?pgbouncer=true', ''),
      REPLICA_URL: replica.url,
      REDIS_URL: 'redis://127.0.0.1:6379',
      JWT_SECRET: testSecret,
    })
  })
})
