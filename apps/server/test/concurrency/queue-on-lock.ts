import { type Database, userRevisions } from '@taskpact/db'
import { eq, type SQL, sql } from 'drizzle-orm'
import type { InstancesUser } from './instances.js'

type Call = () => Promise<unknown>
type Results<C extends readonly Call[]> = { -readonly [K in keyof C]: Awaited<ReturnType<C[K]>> }

/** Sends calls that all wait for the lock on the user's row, each after the previous one waits, and then releases the lock. */
export async function queueOnLock<const C extends readonly Call[]>(
  db: Database,
  { id }: InstancesUser,
  calls: C,
): Promise<Results<C>> {
  const sent: Promise<unknown>[] = []
  await db.transaction(async (transaction) => {
    await transaction.select().from(userRevisions).where(eq(userRevisions.userId, id)).for('update')
    for (const call of calls) {
      sent.push(call())
      await untilBlocked(db, sent.length)
    }
  })
  return (await Promise.all(sent)) as Results<C> // one for each call, in order
}

/** Resolves once the given number of statements wait for a lock, on Citus on any node. */
export async function untilBlocked(db: Database, count: number): Promise<void> {
  const [{ activity }] = (await rowsOf(
    db,
    sql`
    select coalesce(to_regclass('citus_stat_activity'), 'pg_stat_activity')::text as activity`,
  )) as [{ activity: string }]
  const waiting = sql`
    select 1 from ${sql.identifier(activity)} where datname = current_database() and wait_event_type = 'Lock'`
  while ((await rowsOf(db, waiting)).length < count);
}

async function rowsOf(db: Database, query: SQL): Promise<unknown[]> {
  return [...((await db.execute(query)) as unknown as Iterable<unknown>)] // postgres.js returns a list
}
