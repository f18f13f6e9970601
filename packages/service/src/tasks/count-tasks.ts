import { compiledQuery, type Database } from '@taskpact/db'
import { sql } from 'drizzle-orm'
import { makePgArray } from 'drizzle-orm/pg-core'
import { countsUpTo, isKind, userId } from './task-counts.js'

/** Tasks that one statement counts while writers of the user wait. */
const tasksPerStep = 4000

/** Entries of a user that are stored at most: every step writes all of them. */
const maxEntries = 20_000

export interface CountStep {
  /** Whether more tasks have changed than one step counts. */
  readonly hasMore: boolean
  /** Whether the step was the first one of a user without counts. */
  readonly isFirst: boolean
  /** Whether the counts were stored. Else there are none now. */
  readonly isStored: boolean
}

/**
 * Adds the tasks that have changed to the stored counts of a user, the oldest changes first. Must run in a transaction, in which it locks
 * the row of the user first: the statements that follow then see what all writers before it have committed.
 */
export async function countSome(db: Database, userId: string): Promise<CountStep> {
  await lockUser(db, { userId })
  const [counts] = await count(db, { userId })
  if (!counts) return { hasMore: false, isFirst: true, isStored: false }
  const { hasMore, isFirst, taskCount, counted, revision, entries } = counts
  // The numbers differ if a release that stores no counted state has changed a task. It maintains the number of tasks.
  const isStored = (hasMore || taskCount === counted) && entries.length <= maxEntries
  if (isStored) {
    const [names, numbers] = [entries.map(([entry]) => entry), entries.map(([, number]) => number)]
    await storeCounts(db, { userId, counted, entries: makePgArray(names), counts: makePgArray(numbers) })
    await setCounted(db, { userId, revision, hasMore })
  } else await discardCounts(db, { userId })
  return { hasMore, isFirst, isStored }
}

const revision = sql`${sql.placeholder('revision')}::bigint`

const lockUser = compiledQuery({
  name: 'user_revision_lock_to_count',
  build: () => sql<{ locked: number }>`select 1 as locked from user_revisions where user_id = ${userId} for update`,
})

interface Counts {
  readonly hasMore: boolean
  readonly isFirst: boolean
  /** Number of tasks of the user, and of those that are counted then. */
  readonly taskCount: number
  readonly counted: number
  /** The revision up to which tasks are counted then. */
  readonly revision: number
  readonly entries: readonly (readonly [entry: string, count: number])[]
}

const count = compiledQuery({
  name: 'task_count',
  // Takes too long for other statements to be pipelined behind it.
  prepare: false,
  build: () => sql<Counts>`
    with ${countsUpTo(tasksPerStep)}, summed as (
      select entry, sum(count)::int as count from counted group by entry having sum(count) <> 0
    ), step as (
      select count(*) = ${sql.raw(String(tasksPerStep))} as has_more, max(revision) as revision from changed
    )
    select p.has_more as "hasMore", o.counted_revision = 0 as "isFirst", o.task_count as "taskCount",
      (select coalesce(sum(count), 0)::int from summed where ${isKind('priority')}) as counted,
      (case when p.has_more then p.revision else o.revision end)::float8 as revision,
      (select coalesce(json_agg(json_build_array(entry, count)), '[]') from summed) as entries
    from owner o, step p`,
})

const storeCounts = compiledQuery({
  name: 'task_summary_store',
  prepare: false,
  build: () => sql`
    insert into task_summaries (user_id, task_count, entries, counts)
    values (${userId}, ${sql.placeholder('counted')}::int, ${sql.placeholder('entries')}::text[], ${sql.placeholder('counts')}::int[])
    on conflict (user_id) do update set
      task_count = excluded.task_count, entries = excluded.entries, counts = excluded.counts, purged = '{}'`,
})

/** After the last step no counted state is valid: what has changed is counted. */
const setCounted = compiledQuery({
  name: 'user_revision_set_counted',
  build: () => sql`
    update user_revisions set counted_revision = ${revision},
      counted_since = case when ${sql.placeholder('hasMore')}::boolean then counted_since else ${revision} end
    where user_id = ${userId}`,
})

const discardCounts = compiledQuery({
  name: 'user_revision_discard_counts',
  build: () => sql`
    update user_revisions set counted_revision = 0, counted_since = revision where user_id = ${userId}`,
})
