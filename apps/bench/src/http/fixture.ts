import { openDatabase } from '@taskpact/db'
import { SignJWT } from 'jose'
import postgres from 'postgres'
import { startOwnPostgres } from '../../../../packages/db/test/own-postgres.js'
import { bigUser, fill } from '../data/fill.js'

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
  /** The user with `tasksOfOne` tasks, who is not among the callers then. */
  readonly one: Caller
  readonly postgresVersion: string
  /** Deletes the tasks created since, so that every server finds the same tables. */
  restore(): Promise<void>
  close(): Promise<void>
}

export interface FixtureSize {
  readonly users: number
  readonly tasksEach: number
  /** Number of tasks of one more user. Default: there is none. */
  readonly tasksOfOne?: number
  /** Number of users that send requests. */
  readonly callers: number
}

/**
 * Starts a PostgreSQL server with filled tables, without autovacuum and fsync, and signs tokens that every server accepts, with the
 * shared secret, like those of Better Auth.
 */
export async function openFixture({ users, tasksEach, tasksOfOne, callers }: FixtureSize): Promise<Fixture> {
  const server = await startOwnPostgres({
    settings: { max_connections: 300, shared_buffers: '2GB', synchronous_commit: 'off', autovacuum: 'off' },
  })
  const sql = postgres(server.url, { max: 1, onnotice: () => {} })
  const close = async () => {
    await sql.end()
    await server.close()
  }
  try {
    const schema = await openDatabase(server.url, { poolMax: 1 })
    await schema.migrate().finally(() => schema.close())
    const size =
      tasksOfOne === undefined
        ? { tasks: tasksEach, rows: users * tasksEach, users: users - 1 }
        : { tasks: tasksOfOne, rows: users * tasksEach + tasksOfOne, users }
    await fill(sql, size)
    const [row] = await sql<
      { version: string; now: Date }[]
    >`select current_setting('server_version') as version, now()`
    if (!row) throw new TypeError('A statement without FROM has one row')
    const secret = crypto.randomUUID() + crypto.randomUUID()
    return {
      databaseUrl: server.url,
      secret,
      callers: await callersOf(sql, secret, { count: callers, except: tasksOfOne === undefined ? '' : bigUser }),
      one: await toCaller(sql, secret, bigUser),
      postgresVersion: row.version,
      restore: () => restore(sql, row.now),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Returns users with enough tasks for the requests. */
async function callersOf(
  sql: postgres.Sql,
  secret: string,
  { count, except }: { count: number; except: string },
): Promise<Caller[]> {
  const users = await sql<{ user_id: string }[]>`
    select user_id from user_revisions where task_count > 60 and user_id <> ${except} order by user_id limit ${count}`
  return Promise.all(users.map(({ user_id }) => toCaller(sql, secret, user_id)))
}

async function toCaller(sql: postgres.Sql, secret: string, userId: string): Promise<Caller> {
  const rows = await sql<{ id: string }[]>`
    select id from tasks where user_id = ${userId} and deleted_at is null order by created_at desc limit 50`
  const token = new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(userId)
    .setIssuedAt()
    .setExpirationTime('12h')
  return {
    userId,
    taskIds: rows.map(({ id }) => id),
    token: await token.sign(new TextEncoder().encode(secret)),
  }
}

async function restore(sql: postgres.Sql, startedAt: Date): Promise<void> {
  await sql`
    with gone as (delete from tasks where created_at > ${startedAt} returning user_id),
    counted as (select user_id, count(*)::int as gone from gone group by user_id)
    update user_revisions r set task_count = task_count - c.gone from counted c where r.user_id = c.user_id`
  await sql`truncate idempotency_keys`
  await sql`vacuum (analyze) tasks, user_revisions`
}
