import { setTimeout as sleep } from 'node:timers/promises'
import { type OpenDatabase, openDatabase } from '@taskpact/db'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { faultTable } from './fault-table.js'
import type { Look } from './health-watch.js'
import { failuresOf, type Trial, tryOut } from './trial.js'
import { startWorld, type World } from './world.js'

describe('under load, with two instances', () => {
  let world: World
  /** Straight to the database. */
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

  it('survives that the database restarts', async () => {
    const trial = await survive('database restarted', () => world.postgres.restart())
    expectCodes(trial, ['unavailable'])
    expectAlive(trial)
  })

  it('survives that the database crashes and stays away for seconds', async () => {
    const trial = await survive('database crashed', async () => {
      await world.postgres.crash()
      await sleep(2500)
      await world.postgres.restart()
    })
    expectCodes(trial, ['unavailable'])
    expectAlive(trial)
    expectToldUnready(trial)
  })

  it('survives that its sessions of the database are ended, again and again', async () => {
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

  it('survives that the database freezes', async () => {
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
    ['before it commits', 'cut before COMMIT', { sentBy: 'client', at: 'commit' }],
    ['after it committed', 'cut after COMMIT', { sentBy: 'server', at: 'COMMIT\0' }],
    ['after a write by one statement', 'cut after INSERT', { sentBy: 'server', at: 'INSERT 0 1\0' }],
  ] as const)('survives that the database is cut off %s', async (_when, name, cut) => {
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

  it('survives that all connections wait for locks', async () => {
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

  it('does not fail a call because Redis is killed', async () => {
    const trial = await survive('Redis killed', async () => {
      await world.redis.kill()
      await sleep(2000)
      await world.redis.start()
    })
    expect(failuresOf(trial.load.calls)).toEqual([])
  })

  it('does not fail a call because Redis freezes', async () => {
    const trial = await survive('Redis frozen', async () => {
      world.redis.freeze()
      await sleep(2000)
      world.redis.thaw()
    })
    expect(failuresOf(trial.load.calls)).toEqual([])
  })

  it('survives that an instance is killed', async () => {
    const [first] = world.instances
    const trial = await survive('instance killed', async () => {
      await first?.stop('SIGKILL')
      await sleep(1000)
      await first?.start()
    })
    // What it had locked stays so until PostgreSQL sees that it is gone.
    expectCodes(trial, ['no reply', 'unavailable'])
    expectOtherWell(trial)
  })

  it('completes requests in flight when an instance is stopped', async () => {
    const [first] = world.instances
    const trial = await survive('instance stopped', async () => {
      expect(await first?.stop()).toBe(0)
      await first?.start()
    })
    // What came in once it was gone: nobody listened.
    expectCodes(trial, ['no reply'])
    expectOtherWell(trial)
  })

  it.each([-4, 4])('serves as ever while the clock of an instance is off by %i seconds', async (seconds) => {
    const trial = await survive(`clock off by ${seconds} s`, () => withClockOff(seconds))
    expectCodes(trial, ['no reply']) // of the moments without it
    expectOtherWell(trial)
  })

  it.each([-3600, 3600])('accepts no token out of its time while a clock is off by %i seconds', async (seconds) => {
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

  /** Whatever else is broken, the processes answer for themselves. */
  function expectAlive({ health }: Trial): void {
    expect(health.looks.filter(({ live }) => live !== 200)).toEqual([])
  }

  function expectOtherWell({ health }: Trial): void {
    const ofSecond = health.looks.filter(({ url }) => url === world.urls[1])
    expect(ofSecond.filter(({ live, ready }) => live !== 200 || ready !== 200)).toEqual([])
  }

  /** Each instance said so while it lasted. */
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
