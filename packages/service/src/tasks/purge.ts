import { compiledQuery, type Database } from '@taskpact/db'
import { sql } from 'drizzle-orm'
import { nextRevision } from '../stores/next-revision.js'

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
const usersPerStatement = 1000
const tasksPerStatement = 1000

/**
 * Permanently deletes tasks that have been in the trash for `retentionDays`, user by user in small transactions. Only
 * one process at a time purges; in others it resolves to 0 immediately. Resolves to the number of deleted tasks.
 */
export async function purge({ db, now, retentionDays, signal }: PurgeOptions): Promise<number> {
  const before = new Date(now.getTime() - retentionDays * 86_400_000).toISOString()
  let [after, purged]: [after: string | null, purged: number] = ['', 0]
  while (after !== null && !signal?.aborted) {
    const step: Step | undefined = await purgeSome(db, after, before)
    if (!step) break
    purged += step.purged
    if (step.expired < tasksPerStatement || step.purged === 0) after = step.last
  }
  return purged
}

interface Step {
  /** The last user whose trash was read. Null if there are no more users. */
  readonly last: string | null
  readonly expired: number
  readonly purged: number
}

/**
 * Purges the trash of the next users. Locks the row of each user before the tasks, as every writer does. Skips users with a concurrent
 * write until the next run, so that no request waits. Returns undefined while another process purges.
 */
function purgeSome(db: Database, after: string, before: string): Promise<Step | undefined> {
  return db.transaction(async (tx) => {
    const [lock] = await tryLock(tx)
    if (!lock?.held) return undefined
    const [step] = await purgeSlice(tx, { after, before })
    return step
  })
}

const tryLock = compiledQuery({
  name: 'purge_lock',
  prepare: false,
  build: () => sql<{ held: boolean }>`select pg_try_advisory_xact_lock(${purgeLock}) as held`,
})

const after = sql`${sql.placeholder('after')}::text`
const before = sql`${sql.placeholder('before')}::timestamptz`

const purgeSlice = compiledQuery({
  name: 'purge',
  prepare: false,
  build: () => sql<Step>`
    with slice as (
      select user_id from user_revisions where user_id > ${after} order by user_id limit ${usersPerStatement}
    ), expired as (
      select t.user_id, t.id, t.revision from tasks t join slice s on s.user_id = t.user_id
      where t.deleted_at < ${before} limit ${tasksPerStatement}
    ), free as (
      select user_id from user_revisions where user_id in (select user_id from expired) for update skip locked
    ), owners as (
      update user_revisions set
        revision = ${nextRevision},
        purged_revision = greatest(user_revisions.purged_revision, e.revision)
      from (select user_id, max(revision) as revision from expired group by user_id) e, free f
      where user_revisions.user_id = e.user_id and f.user_id = e.user_id
      returning user_revisions.user_id
    ), purged as (
      delete from tasks t using expired e, owners o
      where t.user_id = o.user_id and e.user_id = o.user_id and t.id = e.id and t.deleted_at < ${before}
      returning 1
    )
    select (select max(user_id) from slice) as last, (select count(*) from expired)::int as expired,
      (select count(*) from purged)::int as purged`,
})
