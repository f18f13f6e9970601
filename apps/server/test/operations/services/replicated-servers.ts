import { type Contract, contract } from '@taskpact/contract'
import { type OpenDatabase, openDatabase } from '@taskpact/db'
import type { UserContext } from '@taskpact/service'
import { startTestServer, type TestServer, type User } from '@taskpact/testing'
import { type SQL, sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { type OwnPostgres, startOwnPostgres } from '../../../../../packages/db/test/own-postgres.js'

type Outcome = 'served' | 'late' | 'failed' | 'skipped'

export let primary: OwnPostgres
export let standby: OwnPostgres
export let onPrimary: OpenDatabase
let onStandby: OpenDatabase
export let servers: readonly TestServer[]
export let [first, second]: [first: TestServer, second: TestServer] = [] as never
export let ada: User
let beforeStats: (ctx: UserContext) => Promise<void> = async () => {}

/** Starts a primary, its standby and two instances for the tests of a file, and closes them. */
export function useReplicatedServers(): void {
  beforeAll(start)
  afterAll(async () => {
    for (const one of [...(servers ?? []), onStandby, onPrimary, standby, primary]) await one?.close()
  })
}

async function start(): Promise<void> {
  primary = await startOwnPostgres()
  onPrimary = await openDatabase(primary.url)
  await onPrimary.migrate()
  standby = await startOwnPostgres({ primary, settings: { max_standby_streaming_delay: '100ms' } })
  onStandby = await openDatabase(standby.url, { poolMax: 1 })
  servers = await Promise.all([serve(), serve()])
  ;[first, second] = servers as [TestServer, TestServer]
  ada = await first.signUp('ada@example.com')
}

/** Runs on the handle of `stats` before the statistics are read. */
export function setBeforeStats(run: (ctx: UserContext) => Promise<void>): void {
  beforeStats = run
}

export async function crashStandby(): Promise<void> {
  await onStandby.close()
  await standby.crash()
}

export async function restartStandby(): Promise<void> {
  await standby.restart()
  onStandby = await openDatabase(standby.url, { poolMax: 1 })
}

function serve(): Promise<TestServer> {
  return startTestServer<Contract>({
    database: { url: `${primary.url}?connect_timeout=2`, drop: async () => {} },
    env: { DATABASE_READ_URL: standby.url, DATABASE_TIMEOUT: '10' },
    api: {
      contract,
      createService: (service) => ({
        ...service,
        tasks: {
          ...service.tasks,
          stats: async (input, ctx) => {
            await beforeStats(ctx)
            return service.tasks.stats(input, ctx)
          },
        },
      }),
    },
  })
}

export async function pause(): Promise<void> {
  await onStandby.db.execute(sql`select pg_wal_replay_pause()`)
  await untilOnStandby(sql`select pg_get_wal_replay_pause_state() = 'paused' as met`)
}

export async function resume(): Promise<void> {
  await untilOnStandby(sql`select true as met from pg_wal_replay_resume()`)
}

/** Repeats a query, which replay can cancel, until it returns true. */
async function untilOnStandby(query: SQL): Promise<void> {
  await vi.waitFor(
    async () =>
      expect([...((await onStandby.db.execute(query)) as unknown as Iterable<unknown>)]).toEqual([{ met: true }]),
    {
      timeout: 10_000,
      interval: 10,
    },
  )
}

export async function untilReplayed(): Promise<void> {
  const [row] = await queryPrimary<{ lsn: string }>(sql`select pg_current_wal_insert_lsn()::text as lsn`)
  await untilOnStandby(sql`select pg_last_wal_replay_lsn() >= ${row?.lsn}::pg_lsn as met`)
}

export async function queryPrimary<Row>(query: SQL): Promise<Row[]> {
  return [...((await onPrimary.db.execute(query)) as unknown as Iterable<Row>)] // postgres.js returns a list
}

async function counts(): Promise<Record<Outcome, number>> {
  const sums = { served: 0, late: 0, failed: 0, skipped: 0 }
  for (const server of servers) {
    const { text } = await server.send('/metrics')
    for (const [, outcome, count] of text.matchAll(/^taskpact_replica_reads_total\{outcome="(\w+)"\} (\d+)$/gm))
      sums[outcome as Outcome] += Number(count)
  }
  return sums
}

/** Returns the reads that may be served by the replica while a function runs, by how they were served. */
export async function countsOf(run: () => Promise<unknown>): Promise<Partial<Record<Outcome, number>>> {
  const before = await counts()
  await run()
  const changed = Object.entries(await counts()).map(
    ([name, count]) => [name, count - before[name as Outcome]] as const,
  )
  return Object.fromEntries(changed.filter(([, count]) => count > 0))
}

/** Waits until both instances read from the replica again. Returns the milliseconds. */
export async function untilServed(): Promise<number> {
  const started = performance.now()
  await vi.waitFor(async () => expect(await countsOf(() => stats())).toEqual({ served: 2 }), {
    timeout: 15_000,
    interval: 50,
  })
  return performance.now() - started
}

export const stats = () =>
  Promise.all(servers.map((server) => server.by('in-process').value('tasks.stats', {}, ada.token)))
