import { setTimeout as sleep } from 'node:timers/promises'
import { type OpenDatabase, openDatabase } from '@taskpact/db'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FaultEnvironment, startFaultEnvironment } from './fault-environment.js'
import { faultTable } from './fault-table.js'
import type { HealthCheck } from './health-watch.js'
import { failuresOf, injectFault, type Trial } from './trial.js'

describe('two instances under load', () => {
  let environment: FaultEnvironment
  /** Connected without the proxy. */
  let direct: OpenDatabase
  const trials = new Map<string, Trial>()
  beforeAll(async () => {
    environment = await startFaultEnvironment()
    direct = await openDatabase(environment.postgres.url, { poolMax: 2 })
  })
  afterAll(async () => {
    await direct?.close()
    await environment?.close()
    process.stdout.write(`\n${faultTable(trials)}\n`)
  })

  async function runTrial(name: string, fault: () => Promise<void>): Promise<Trial> {
    const trial = await injectFault(environment, fault)
    trials.set(name, trial)
    return trial
  }

  it('recover from a database restart', async () => {
    const trial = await runTrial('database restarted', () => environment.postgres.restart())
    expectCodes(trial, ['unavailable'])
    expectLive(trial)
  })

  it('recover from a database crash of several seconds', async () => {
    const trial = await runTrial('database crashed', async () => {
      await environment.postgres.crash()
      await sleep(2500)
      await environment.postgres.restart()
    })
    expectCodes(trial, ['unavailable'])
    expectLive(trial)
    expectReportedUnready(trial)
  })

  it('recover from repeated termination of their database sessions', async () => {
    const trial = await runTrial('sessions terminated', async () => {
      for (let round = 0; round < 5; round++) {
        await direct.db.execute(sql`select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid()`)
        await sleep(300)
      }
    })
    expectCodes(trial, ['unavailable'])
    expectLive(trial)
  })

  it('recover from a database that hangs', async () => {
    const trial = await runTrial('database frozen', async () => {
      await environment.postgres.freeze()
      await sleep(4000)
      await environment.postgres.thaw()
    })
    expectCodes(trial, ['unavailable'])
    expectLive(trial)
    expectReportedUnready(trial)
  })

  it.each([
    ['before the commit', 'cut before COMMIT', { sentBy: 'client', at: 'commit' }],
    ['after the commit', 'cut after COMMIT', { sentBy: 'server', at: 'COMMIT\0' }],
    ['after a single-statement write', 'cut after INSERT', { sentBy: 'server', at: 'INSERT 0 1\0' }],
  ] as const)('recover from lost database connections %s', async (_when, name, cut) => {
    const trial = await runTrial(name, async () => {
      for (let cuts = 0; cuts < 15; cuts++) {
        await environment.proxy.cut(cut)
        await sleep(100)
      }
    })
    expectCodes(trial, ['unavailable'])
    expect(failuresOf(trial.load.calls).length).toBeGreaterThan(0)
    expectLive(trial)
  })

  it('recover from locks that block all connections', async () => {
    const trial = await runTrial('pool exhausted', () =>
      direct.db.transaction(async (transaction) => {
        // One table, which every write and every list reads: locking several could deadlock.
        await transaction.execute(sql`lock table user_revisions in access exclusive mode`)
        await sleep(4000)
      }),
    )
    expectCodes(trial, ['unavailable'])
    expect(failuresOf(trial.load.calls).length).toBeGreaterThan(0)
    expectLive(trial)
    expect(trial.health.checks.filter(({ ready }) => ready !== 200)).toEqual([])
  })

  it('fail no call if Redis is killed', async () => {
    const trial = await runTrial('Redis killed', async () => {
      await environment.redis.kill()
      await sleep(2000)
      await environment.redis.start()
    })
    expect(failuresOf(trial.load.calls)).toEqual([])
  })

  it('fail no call if Redis hangs', async () => {
    const trial = await runTrial('Redis frozen', async () => {
      environment.redis.freeze()
      await sleep(2000)
      environment.redis.thaw()
    })
    expect(failuresOf(trial.load.calls)).toEqual([])
  })

  it('recover if an instance is killed', async () => {
    const [first] = environment.instances
    const trial = await runTrial('instance killed', async () => {
      await first?.stop('SIGKILL')
      await sleep(1000)
      await first?.start()
    })
    // Its locks remain until PostgreSQL detects that it is gone.
    expectCodes(trial, ['no reply', 'unavailable'])
    expectOtherInstanceHealthy(trial)
  })

  it('complete requests in flight when an instance is stopped', async () => {
    const [first] = environment.instances
    const trial = await runTrial('instance stopped', async () => {
      expect(await first?.stop()).toBe(0)
      await first?.start()
    })
    // Requests after the stop are not accepted.
    expectCodes(trial, ['no reply'])
    expectOtherInstanceHealthy(trial)
  })

  it.each([-4, 4])('are not affected by a clock skew of %i seconds', async (seconds) => {
    const trial = await runTrial(`clock off by ${seconds} s`, () => withClockSkew(seconds))
    expectCodes(trial, ['no reply']) // while the instance restarts
    expectOtherInstanceHealthy(trial)
  })

  it.each([-3600, 3600])('refuse tokens outside their validity with a clock skew of %i seconds', async (seconds) => {
    const trial = await runTrial(`clock off by ${seconds} s`, () => withClockSkew(seconds))
    expectCodes(trial, ['no reply', seconds < 0 ? 'invalid_token' : 'token_expired'])
    expectOtherInstanceHealthy(trial)
  })

  async function withClockSkew(seconds: number): Promise<void> {
    const [first] = environment.instances
    await first?.stop()
    await first?.start({
      LD_PRELOAD: '/usr/$LIB/faketime/libfaketime.so.1',
      FAKETIME: `${seconds > 0 ? '+' : ''}${seconds}s`,
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    })
    const { headers } = await fetch(`${first?.url}/health/live`)
    const skew = (Date.parse(headers.get('date') ?? '') - Date.now()) / 1000
    expect(Math.abs(skew - seconds)).toBeLessThan(2)
    await sleep(1500)
    await first?.stop()
    await first?.start()
  }

  /** Expects that /health/live succeeded on each instance throughout. */
  function expectLive({ health }: Trial): void {
    expect(health.checks.filter(({ live }) => live !== 200)).toEqual([])
  }

  function expectOtherInstanceHealthy({ health }: Trial): void {
    const checks = health.checks.filter(({ url }) => url === environment.urls[1])
    expect(checks.filter(({ live, ready }) => live !== 200 || ready !== 200)).toEqual([])
  }

  /** Expects that each instance reported that it was not ready during the fault. */
  function expectReportedUnready({ health, faultStart, faultEnd }: Trial): void {
    for (const url of environment.urls) {
      const isUnready = (check: HealthCheck) => check.url === url && check.at > faultStart && check.at < faultEnd + 1000
      expect(health.checks.filter(isUnready).map(({ ready }) => ready)).toContain(503)
    }
  }
})

function expectCodes({ load }: Trial, codes: readonly string[]): void {
  const outcomes = new Set(failuresOf(load.calls).map(({ outcome }) => outcome))
  expect([...outcomes].filter((code) => !codes.includes(code))).toEqual([])
}
