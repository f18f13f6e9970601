import { setTimeout as sleep } from 'node:timers/promises'
import { type OpenDatabase, openDatabase } from '@taskpact/db'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { faultTable } from './fault-table.js'
import type { Look } from './health-watch.js'
import { failuresOf, type Trial, tryOut } from './trial.js'
import { startWorld, type World } from './world.js'

describe('two instances under load', () => {
  let world: World
  /** Connected without the proxy. */
  let direct: OpenDatabase
  const trials = new Map<string, Trial>()
  beforeAll(async () => {
    world = await startWorld()
    direct = await openDatabase(world.postgres.url, { poolMax: 2 })
  })
  afterAll(async () => {
    await direct?.close()
    await world?.close()
    process.stdout.write(`\n${faultTable(trials)}\n`)
  })

  async function survive(name: string, fault: () => Promise<void>): Promise<Trial> {
    const trial = await tryOut(world, fault)
    trials.set(name, trial)
    return trial
  }

  it('recover from a database restart', async () => {
    const trial = await survive('database restarted', () => world.postgres.restart())
    expectCodes(trial, ['unavailable'])
    expectAlive(trial)
  })

  it('recover from a database crash of several seconds', async () => {
    const trial = await survive('database crashed', async () => {
      await world.postgres.crash()
      await sleep(2500)
      await world.postgres.restart()
    })
    expectCodes(trial, ['unavailable'])
    expectAlive(trial)
    expectToldUnready(trial)
  })

  it('recover from repeated termination of their database sessions', async () => {
    const trial = await survive('sessions terminated', async () => {
      for (let round = 0; round < 5; round++) {
        await direct.db.execute(sql`select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid()`)
        await sleep(300)
      }
    })
    expectCodes(trial, ['unavailable'])
    expectAlive(trial)
  })

  it('recover from a database that hangs', async () => {
    const trial = await survive('database frozen', async () => {
      await world.postgres.freeze()
      await sleep(4000)
      await world.postgres.thaw()
    })
    expectCodes(trial, ['unavailable'])
    expectAlive(trial)
    expectToldUnready(trial)
  })

  it.each([
    ['before the commit', 'cut before COMMIT', { sentBy: 'client', at: 'commit' }],
    ['after the commit', 'cut after COMMIT', { sentBy: 'server', at: 'COMMIT\0' }],
    ['after a single-statement write', 'cut after INSERT', { sentBy: 'server', at: 'INSERT 0 1\0' }],
  ] as const)('recover from lost database connections %s', async (_when, name, cut) => {
    const trial = await survive(name, async () => {
      for (let cuts = 0; cuts < 15; cuts++) {
        await world.proxy.cut(cut)
        await sleep(100)
      }
    })
    expectCodes(trial, ['unavailable'])
    expect(failuresOf(trial.load.calls).length).toBeGreaterThan(0)
    expectAlive(trial)
  })

  it('recover from locks that block all connections', async () => {
    const trial = await survive('pool exhausted', () =>
      direct.db.transaction(async (transaction) => {
        // One table, which every write and every list reads: locking several could deadlock.
        await transaction.execute(sql`lock table user_revisions in access exclusive mode`)
        await sleep(4000)
      }),
    )
    expectCodes(trial, ['unavailable'])
    expect(failuresOf(trial.load.calls).length).toBeGreaterThan(0)
    expectAlive(trial)
    expect(trial.health.looks.filter(({ ready }) => ready !== 200)).toEqual([])
  })

  it('fail no call if Redis is killed', async () => {
    const trial = await survive('Redis killed', async () => {
      await world.redis.kill()
      await sleep(2000)
      await world.redis.start()
    })
    expect(failuresOf(trial.load.calls)).toEqual([])
  })

  it('fail no call if Redis hangs', async () => {
    const trial = await survive('Redis frozen', async () => {
      world.redis.freeze()
      await sleep(2000)
      world.redis.thaw()
    })
    expect(failuresOf(trial.load.calls)).toEqual([])
  })

  it('recover if an instance is killed', async () => {
    const [first] = world.instances
    const trial = await survive('instance killed', async () => {
      await first?.stop('SIGKILL')
      await sleep(1000)
      await first?.start()
    })
    // Its locks remain until PostgreSQL detects that it is gone.
    expectCodes(trial, ['no reply', 'unavailable'])
    expectOtherWell(trial)
  })

  it('complete requests in flight when an instance is stopped', async () => {
    const [first] = world.instances
    const trial = await survive('instance stopped', async () => {
      expect(await first?.stop()).toBe(0)
      await first?.start()
    })
    // Requests after the stop are not accepted.
    expectCodes(trial, ['no reply'])
    expectOtherWell(trial)
  })

  it.each([-4, 4])('are not affected by a clock skew of %i seconds', async (seconds) => {
    const trial = await survive(`clock off by ${seconds} s`, () => withClockOff(seconds))
    expectCodes(trial, ['no reply']) // while the instance restarts
    expectOtherWell(trial)
  })

  it.each([-3600, 3600])('refuse tokens outside their validity with a clock skew of %i seconds', async (seconds) => {
    const trial = await survive(`clock off by ${seconds} s`, () => withClockOff(seconds))
    expectCodes(trial, ['no reply', seconds < 0 ? 'invalid_token' : 'token_expired'])
    expectOtherWell(trial)
  })

  async function withClockOff(seconds: number): Promise<void> {
    const [first] = world.instances
    await first?.stop()
    await first?.start({
      LD_PRELOAD: '/usr/$LIB/faketime/libfaketime.so.1',
      FAKETIME: `${seconds > 0 ? '+' : ''}${seconds}s`,
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    })
    const { headers } = await fetch(`${first?.url}/health/live`)
    const off = (Date.parse(headers.get('date') ?? '') - Date.now()) / 1000
    expect(Math.abs(off - seconds)).toBeLessThan(2)
    await sleep(1500)
    await first?.stop()
    await first?.start()
  }

  /** Expects that /health/live succeeded on each instance throughout. */
  function expectAlive({ health }: Trial): void {
    expect(health.looks.filter(({ live }) => live !== 200)).toEqual([])
  }

  function expectOtherWell({ health }: Trial): void {
    const ofSecond = health.looks.filter(({ url }) => url === world.urls[1])
    expect(ofSecond.filter(({ live, ready }) => live !== 200 || ready !== 200)).toEqual([])
  }

  /** Expects that each instance reported that it was not ready during the fault. */
  function expectToldUnready({ health, brokeAt, healedAt }: Trial): void {
    for (const url of world.urls) {
      const isUnready = (look: Look) => look.url === url && look.at > brokeAt && look.at < healedAt + 1000
      expect(health.looks.filter(isUnready).map(({ ready }) => ready)).toContain(503)
    }
  }
})

function expectCodes({ load }: Trial, codes: readonly string[]): void {
  const outcomes = new Set(failuresOf(load.calls).map(({ outcome }) => outcome))
  expect([...outcomes].filter((code) => !codes.includes(code))).toEqual([])
}
