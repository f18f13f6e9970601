import { openDatabase } from '@taskpact/db'
import { SignJWT } from 'jose'
import postgres from 'postgres'
import { startOwnPostgres } from '../../../../packages/db/test/own-postgres.js'
import { fill } from '../data/fill.js'

/** A user who sends requests. */
export interface Caller {
  readonly token: string
  readonly userId: string
  /** Ids of tasks outside the trash. */
  readonly taskIds: readonly string[]
}

export interface Fixture {
  readonly databaseUrl: string
  readonly secret: string
  readonly callers: readonly Caller[]
  readonly postgresVersion: string
  /** Deletes the tasks created since, so that every server finds the same tables. */
  restore(): Promise<void>
  close(): Promise<void>
}

export interface FixtureSize {
  readonly users: number
  readonly tasksEach: number
  /** Number of users that send requests. */
  readonly callers: number
}

/**
 * Starts a PostgreSQL server with filled tables, without autovacuum and fsync, and signs tokens that every server accepts, with the
 * shared secret, like those of Better Auth.
 */
export async function openFixture({ users, tasksEach, callers }: FixtureSize): Promise<Fixture> {
  const server = await startOwnPostgres({
    settings: { max_connections: 300, shared_buffers: '256MB', synchronous_commit: 'off', autovacuum: 'off' },
  })
  const sql = postgres(server.url, { max: 1, onnotice: () => {} })
  const close = async () => {
    await sql.end()
    await server.close()
  }
  try {
    const schema = await openDatabase(server.url, { poolMax: 1 })
    await schema.migrate().finally(() => schema.close())
    await fill(sql, { tasks: tasksEach, rows: users * tasksEach, users: users - 1 })
    const [row] = await sql<
      { version: string; now: Date }[]
    >`select current_setting('server_version') as version, now()`
    if (!row) throw new TypeError('A statement without FROM has one row')
    const secret = crypto.randomUUID() + crypto.randomUUID()
    return {
      databaseUrl: server.url,
      secret,
      callers: await callersOf(sql, secret, callers),
      postgresVersion: row.version,
      restore: () => restore(sql, row.now),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function callersOf(sql: postgres.Sql, secret: string, count: number): Promise<Caller[]> {
  const rows = await sql<{ user_id: string; ids: string[] }[]>`
    select user_id, (array_agg(id::text order by created_at desc))[:50] as ids from tasks
    where deleted_at is null group by user_id having count(*) > 100 order by user_id limit ${count}`
  const key = new TextEncoder().encode(secret)
  return Promise.all(
    rows.map(async ({ user_id, ids }) => ({
      userId: user_id,
      taskIds: ids,
      token: await new SignJWT({})
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(user_id)
        .setIssuedAt()
        .setExpirationTime('12h')
        .sign(key),
    })),
  )
}

async function restore(sql: postgres.Sql, startedAt: Date): Promise<void> {
  await sql`
    with gone as (delete from tasks where created_at > ${startedAt} returning user_id),
    counted as (select user_id, count(*)::int as gone from gone group by user_id)
    update user_revisions r set task_count = task_count - c.gone from counted c where r.user_id = c.user_id`
  await sql`truncate idempotency_keys`
  await sql`vacuum (analyze) tasks, user_revisions`
}
