import { compiledQuery, type Database, tasks } from '@taskpact/db'
import { and, lt, sql } from 'drizzle-orm'
import { nextRevision } from '../stores/next-revision.js'
import { maxPurged } from './task-counts.js'

export interface PurgeOptions {
  readonly db: Database
  readonly now: Date
  /** Days after which a task in the trash is purged. */
  readonly retentionDays: number
  /** Stops the purge between two transactions. */
  readonly signal?: AbortSignal
}

/** Key of the advisory lock: an arbitrary number, the same in all processes. */
const purgeLock = 7_236_502
const tasksPerStatement = 1000

/**
 * Permanently deletes tasks that have been in the trash for `retentionDays`, user by user in small transactions. Only
 * one process at a time purges; in others it resolves to 0 soon. Skips users with a concurrent write until the next run, so that no request
 * waits. Resolves to the number of deleted tasks.
 */
export async function purge({ db, now, retentionDays, signal }: PurgeOptions): Promise<number> {
  const before = new Date(now.getTime() - retentionDays * 86_400_000).toISOString()
  let purged = 0
  let position: Position | undefined = { deletedAt: '-infinity', userId: '' }
  while (position) {
    const found: Position[] = await findTasks(db, { before, ...position })
    for (const userId of new Set(found.map((task) => task.userId))) {
      const { count, isStopped } = await purgeUser(userId, { db, before, signal })
      purged += count
      if (isStopped) return purged
    }
    position = found.at(-1)
  }
  return purged
}

/** Where in the trash of all users the search continues. */
interface Position {
  readonly deletedAt: string | null
  readonly userId: string
}

/** Finds expired tasks of all users, without locks. Those of one user recur until they are purged. */
const findTasks = compiledQuery({
  name: 'purge_find_tasks',
  prepare: false,
  build: (db) =>
    db
      .select({ deletedAt: tasks.deletedAt, userId: tasks.userId })
      .from(tasks)
      .where(
        and(
          lt(tasks.deletedAt, sql`${sql.placeholder('before')}::timestamptz`),
          sql`(${tasks.deletedAt}, ${tasks.userId}) > (${sql.placeholder('deletedAt')}::timestamptz, ${sql.placeholder('userId')}::text)`,
        ),
      )
      .orderBy(tasks.deletedAt, tasks.userId)
      .limit(tasksPerStatement),
})

interface UserPurge extends Pick<PurgeOptions, 'db'> {
  readonly before: string
  readonly signal: AbortSignal | undefined
}

interface UserPurged {
  readonly count: number
  /** Whether another process purges, or the signal is aborted. */
  readonly isStopped: boolean
}

async function purgeUser(userId: string, { db, before, signal }: UserPurge): Promise<UserPurged> {
  let purged = 0
  let count: number | undefined = tasksPerStatement
  while (count === tasksPerStatement) {
    if (signal?.aborted) return { count: purged, isStopped: true }
    count = await db.transaction(async (tx) => {
      const [lock] = await tryLock(tx)
      if (!lock?.held) return undefined
      const [deleted] = await deleteExpired(tx, { userId, before })
      return deleted?.purged ?? 0
    })
    if (count === undefined) return { count: purged, isStopped: true }
    purged += count
  }
  return { count: purged, isStopped: false }
}

const tryLock = compiledQuery({
  name: 'purge_lock',
  prepare: false,
  build: () => sql<{ held: boolean }>`select pg_try_advisory_xact_lock(${purgeLock}) as held`,
})

const ofUser = sql`user_id = ${sql.placeholder('userId')}::text`
const isExpired = sql`deleted_at < ${sql.placeholder('before')}::timestamptz`

/** Locks the row of the user before the tasks, as every writer does. */
const deleteExpired = compiledQuery({
  name: 'purge',
  prepare: false,
  build: () => sql<{ purged: number }>`
    with owner as (
      select user_id from user_revisions where ${ofUser} for update skip locked
    ), expired as (
      select t.id, t.revision from owner join tasks t on t.user_id = owner.user_id and t.${ofUser}
      where t.${isExpired} limit ${tasksPerStatement}
    ), bump as (
      update user_revisions set
        revision = ${nextRevision},
        purged_revision = greatest(purged_revision, (select max(revision) from expired))
      where ${ofUser} and exists (select from expired)
      returning user_id, counted_revision, counted_since
    ), purged as (
      delete from tasks where ${ofUser} and id in (select id from expired) and ${isExpired} and exists (select from bump)
      returning revision, counted_as, counted_until
    ), summary as (
      update task_summaries s set purged = s.purged || e.entries
      from (
        select array_agg(entry) as entries from bump b join purged p on p.revision > b.counted_revision and p.counted_until > b.counted_since
        cross join lateral unnest(p.counted_as) as entry
      ) e
      where s.${ofUser} and e.entries is not null and cardinality(s.purged) < ${sql.raw(String(maxPurged))}
    )
    select count(*)::int as purged from purged`,
})
