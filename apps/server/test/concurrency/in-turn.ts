import { type Database, userRevisions } from '@taskpact/db'
import { eq, sql } from 'drizzle-orm'
import type { InstancesUser } from './instances.js'

type Call = () => Promise<unknown>
type Ends<C extends readonly Call[]> = { -readonly [K in keyof C]: Awaited<ReturnType<C[K]>> }

/** Calls that all wait for the row of the user's revisions, each sent once the one before waits; then the row is free. */
export async function inTurn<const C extends readonly Call[]>(
  db: Database,
  { id }: InstancesUser,
  calls: C,
): Promise<Ends<C>> {
  const sent: Promise<unknown>[] = []
  await db.transaction(async (held) => {
    await held.select().from(userRevisions).where(eq(userRevisions.userId, id)).for('update')
    for (const call of calls) {
      sent.push(call())
      await untilWaiting(db, sent.length)
    }
  })
  return (await Promise.all(sent)) as Ends<C> // one for each call, in their order
}

/** Resolves once so many statements wait for another. */
export async function untilWaiting(db: Database, count: number): Promise<void> {
  const waiting = sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  while ([...((await db.execute(waiting)) as unknown as Iterable<unknown>)].length < count); // postgres.js gives a list
}
