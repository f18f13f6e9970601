import { setTimeout as sleep } from 'node:timers/promises'
import { type TestServer, testPassword, type User } from '@taskpact/testing'
import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { runModel } from './replica-model.js'
import {
  ada,
  countsOf,
  crashStandby,
  first,
  onPrimary,
  pause,
  primary,
  queryPrimary,
  restartStandby,
  resume,
  second,
  servers,
  setBeforeStats,
  standby,
  stats,
  untilReplayed,
  untilServed,
  useReplicatedServers,
} from './replicated-servers.js'

useReplicatedServers()

const create = (server: TestServer, title: string, { token } = ada) =>
  server.by('in-process').value<{ id: string }>('tasks.create', { title }, token)

/** What each operation that may read from the replica returns, on an instance: whether it contains a title. */
const reads: Readonly<Record<string, (server: TestServer, title: string) => Promise<boolean>>> = {
  'tasks.list': async (server, title) => contains(server, 'tasks.list', {}, title),
  'tasks.list with a search': async (server, title) => contains(server, 'tasks.list', { search: title }, title),
  'tasks.list by due date in a zone': async (server, title) =>
    contains(server, 'tasks.list', { sort: 'due', timeZone: 'Asia/Tokyo' }, title),
  'tasks.export': async (server, title) => contains(server, 'tasks.export', { format: 'csv' }, title),
  'tasks.stats': async (server) => {
    const { total } = await server.by('in-process').value<{ total: number }>('tasks.stats', {}, ada.token)
    const [row] = await queryPrimary<{ total: number }>(
      sql`select count(*)::int as total from tasks where user_id = ${ada.id} and deleted_at is null`,
    )
    return total === row?.total
  },
}

async function contains(server: TestServer, name: string, input: object, title: string): Promise<boolean> {
  return JSON.stringify(await server.by('in-process').value(name, { ...input }, ada.token)).includes(title)
}

describe('a replica that has replayed all writes', () => {
  beforeAll(async () => {
    await create(first, 'Replayed')
    await untilReplayed()
    await untilServed()
  })

  it.each(Object.entries(reads))('serves %s', async (_name, read) => {
    expect(await countsOf(async () => expect(await read(second, 'Replayed')).toBe(true))).toEqual({ served: 1 })
  })

  it('serves no session, no change feed, no single task, no account export and no write', async () => {
    const call = (name: string, input = {}) => first.by('in-process').value(name, input, ada.token)
    const { id: taskId } = await create(first, 'Not read there')
    const without = async () => {
      for (const name of ['auth.me', 'auth.sessions.list', 'auth.exportMe', 'tasks.changes', 'system.ready'])
        await call(name)
      await call('tasks.get', { taskId })
      await call('tasks.update', { taskId, title: 'Changed' })
    }

    expect(await countsOf(without)).toEqual({})
  })

  it('serves lists with the ETag of their revision, which the primary compares', async () => {
    await untilReplayed()
    const { token } = ada
    const list = (headers = {}) => second.send('/api/me/tasks', { token, headers })
    let etag = ''
    expect(await countsOf(async () => (etag = String((await list()).headers.etag)))).toEqual({ served: 1 })
    await pause()
    try {
      const unchanged = { 'if-none-match': etag }
      expect(await countsOf(async () => expect((await list(unchanged)).status).toBe(304))).toEqual({})
      await create(first, 'Changes the list')
      expect(await countsOf(async () => expect((await list(unchanged)).status).toBe(200))).toEqual({})
    } finally {
      await resume()
    }
  })
})

describe('a replica that lacks writes', () => {
  it('serves no read of their user on any instance, and those of other users', async () => {
    const eve = await second.signUp('eve@example.com')
    await untilReplayed()
    await pause()
    try {
      await create(first, 'Not replayed')
      for (const [name, read] of Object.entries(reads)) {
        const late = await countsOf(async () => {
          for (const server of servers) expect(await read(server, 'Not replayed'), name).toBe(true)
        })
        expect(late, name).toEqual({ late: 2 })
      }
      const listOfEve = () => first.by('in-process').value('tasks.list', {}, eve.token)
      expect(await countsOf(listOfEve)).toEqual({ served: 1 })
    } finally {
      await resume()
    }

    await untilReplayed()
    expect(await countsOf(() => reads['tasks.list']?.(second, 'Not replayed') as Promise<unknown>)).toEqual({
      served: 1,
    })
  })

  it('continues a list that began on another server', async () => {
    for (let n = 0; n < 4; n++) await create(first, `Paged ${n}`)
    await untilReplayed()
    const page = (cursor?: string) =>
      second
        .by('in-process')
        .value<{ items: { title: string }[]; nextCursor: string }>('tasks.list', { limit: 2, cursor }, ada.token)
    const begun = await page()
    await pause()
    try {
      await create(first, 'Newest')
      expect((await page(begun.nextCursor)).items.map(({ title }) => title)).toEqual(['Paged 1', 'Paged 0'])
    } finally {
      await resume()
    }
  })

  it('serves nothing of an account that was deleted', async () => {
    const user = await first.signUp('deleted@example.com')
    await create(first, 'Private', user)
    await untilReplayed()
    const list = () => second.by('in-process').call('tasks.list', {}, user.token)
    expect(await countsOf(list)).toEqual({ served: 1 })
    await pause()
    try {
      await first.by('in-process').value('auth.deleteMe', { password: testPassword }, user.token)
      const outcome = await list()
      expect(JSON.stringify(outcome)).not.toContain('Private')
    } finally {
      await resume()
    }
  })

  it('serves nothing of the previous epoch', async () => {
    await untilReplayed()
    await pause()
    try {
      await onPrimary.history.renew()
      expect(await countsOf(stats)).toEqual({ late: 2 })
    } finally {
      await resume()
    }

    await untilReplayed()
    expect(await countsOf(stats)).toEqual({ served: 2 })
  })
})

it('a read that is canceled because replay had to go on is read on the primary', async () => {
  await untilReplayed()
  await untilServed()
  const sources: boolean[] = []
  setBeforeStats(({ db }) =>
    db.transaction(async (tx) => {
      const isStandby = async () =>
        (
          (await tx.execute(
            sql`select pg_is_in_recovery() as yes, (select count(*) from tasks where user_id = '')`,
          )) as unknown as { yes: boolean }[]
        )[0]?.yes === true
      sources.push(await isStandby())
      if (!sources.at(-1)) return
      await onPrimary.db.execute(sql`lock table tasks in access exclusive mode`)
      await sleep(400)
      await isStandby()
    }),
  )
  try {
    const read = () => first.by('in-process').value('tasks.stats', {}, ada.token)
    expect(await countsOf(read)).toEqual({ failed: 1 })
    expect(sources).toEqual([true, false])
  } finally {
    setBeforeStats(async () => {})
  }
  expect(await countsOf(stats)).toEqual({ served: 2 })
})

it('every read contains all earlier writes of its user while replay is paused and resumed at random', async () => {
  await untilServed()
  const users = await Promise.all([...Array(5).keys()].map((n) => first.signUp(`model-${n}@example.com`)))
  let isStopping = false
  const pausing = (async () => {
    while (!isStopping) {
      await pause()
      await sleep(Math.random() * 60)
      await resume()
      await sleep(Math.random() * 120)
    }
  })()
  let operations = 0
  const outcomes = await countsOf(async () => {
    operations = await runModel(servers, users, 400)
    isStopping = true
    await pausing
  })
  process.stdout.write(`\n${operations} operations, reads: ${JSON.stringify(outcomes)}\n`)

  expect(operations).toBe(2000)
  expect(outcomes.served).toBeGreaterThan(100)
  expect(outcomes.late).toBeGreaterThan(100)
}, 60_000)

describe('under load', () => {
  let isStopping = false
  const failures: unknown[] = []

  async function load(server: TestServer, user: User): Promise<void> {
    const { value } = server.by('in-process')
    for (let n = 0; !isStopping; n++) {
      try {
        const title = `Under load ${n}`
        const { id: taskId } = await value<{ id: string }>('tasks.create', { title }, user.token)
        const { items } = await value<{ items: { id: string }[] }>('tasks.list', { limit: 1 }, user.token)
        if (items[0]?.id !== taskId) failures.push(`${title} is missing`)
        await value('tasks.stats', {}, user.token)
        await value('tasks.list', { search: title }, user.token)
        await value('tasks.remove', { taskId }, user.token)
      } catch (error) {
        failures.push(error)
      }
      await sleep(5)
    }
  }

  /** Runs a function while users write and read on both instances. Expects that no call fails. Returns the readiness meanwhile. */
  async function duringLoad(run: () => Promise<void>): Promise<Set<number>> {
    isStopping = false
    const users = await Promise.all([0, 1, 2, 3].map(() => first.signUp()))
    const loops = users.map((user, n) => load(servers[n % 2] as TestServer, user))
    const statuses = new Set<number>()
    const watching = (async () => {
      while (!isStopping) {
        for (const server of servers) statuses.add((await server.send('/health/ready')).status)
        await sleep(50)
      }
    })()
    try {
      await run()
    } finally {
      isStopping = true
      await Promise.all([...loops, watching])
    }
    expect(failures).toEqual([])
    return statuses
  }

  /** Waits until no instance uses the replica, and expects that reads then do not wait for it. */
  async function expectUnused(): Promise<void> {
    await vi.waitFor(async () => {
      for (const server of servers) expect((await server.send('/metrics')).text).toMatch(/^taskpact_replica_usable 0$/m)
    }, 10_000)
    const { served, skipped } = await countsOf(stats) // others of the load may still be failing
    expect(served).toBeUndefined()
    expect(skipped).toBeGreaterThanOrEqual(2)
  }

  it('no call fails and all instances are ready while the replica is down, and it is used again', async () => {
    await untilServed()
    const statuses = await duringLoad(async () => {
      await sleep(200)
      await crashStandby()
      await expectUnused()
      await restartStandby()
    })

    expect([...statuses]).toEqual([200])
    expect(await untilServed()).toBeLessThan(9000)
  })

  it('no call fails, and later ones do not wait, while the replica hangs, and it is used again', async () => {
    await untilServed()
    const statuses = await duringLoad(async () => {
      await standby.freeze()
      await expectUnused().finally(standby.thaw)
    })

    expect([...statuses]).toEqual([200])
    expect(await untilServed()).toBeLessThan(9000)
  })

  it('each failure of the replica and its end are logged once', () => {
    for (const { log } of servers) {
      const said = log.flatMap((line) => /The replica (is used|cannot be used)/.exec(line)?.[1] ?? [])
      expect(said.length).toBeGreaterThanOrEqual(5)
      expect(said.join()).toMatch(/^is used(,cannot be used,is used)+$/)
    }
  })
})

it('reads fail with `unavailable` and the instances are not ready without the primary', async () => {
  await primary.crash()
  const outcome = await first.by('in-process').call('tasks.list', {}, ada.token)

  expect(outcome).toMatchObject({ ok: false, code: 'unavailable' })
  expect((await first.send('/health/ready')).status).toBe(503)
})
