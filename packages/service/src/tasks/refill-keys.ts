import { setImmediate as yieldToRequests } from 'node:timers/promises'
import { compiledQuery, type Database, hasStaleKeys, tasks } from '@taskpact/db'
import { and, asc, eq, gt, sql } from 'drizzle-orm'
import { sortKeyOf } from '../collation/sort-key.js'
import { descriptionKeyOf, foldedTagsOf, tagsKeyOf, titleKeyOf } from './keys.js'

export interface RefillOptions {
  readonly db: Database
  /** Stops between two transactions. */
  readonly signal?: AbortSignal
}

/** Key of the advisory lock: an arbitrary number, the same in all processes. */
const refillLock = 7_236_503
/** Writers of a user wait while a statement changes this many tasks. */
const tasksPerStatement = 50

/**
 * Writes the search and sort keys of tasks that the previous release wrote, user by user in small transactions, without a new revision.
 * Only one process at a time does so; in others it resolves immediately. Resolves to the number of changed tasks.
 */
export async function refillKeys({ db, signal }: RefillOptions): Promise<number> {
  let refilled = 0
  let [next] = await selectUser(db, { after: '' })
  while (next) {
    const count = await refillUser(next.userId, db, signal)
    if (count === undefined) break
    refilled += count
    const found: { userId: string }[] = await selectUser(db, { after: next.userId })
    next = found[0]
  }
  return refilled
}

/** Returns undefined if another process holds the lock, or to stop. */
async function refillUser(userId: string, db: Database, signal?: AbortSignal): Promise<number | undefined> {
  let [after, refilled]: [string | undefined, number] = [firstId, 0]
  while (after !== undefined) {
    await yieldToRequests()
    if (signal?.aborted) return undefined
    const step: Step | undefined = await db.transaction((tx) => refillSome(userId, after ?? firstId, tx))
    if (!step) return undefined
    after = step.last
    refilled += step.refilled
  }
  return refilled
}

interface Step {
  /** The last task that was read. Undefined if there are no more. */
  readonly last: string | undefined
  readonly refilled: number
}

const firstId = '00000000-0000-0000-0000-000000000000'

async function refillSome(userId: string, after: string, db: Database): Promise<Step | undefined> {
  const [lock] = await tryLock(db)
  if (!lock?.held) return undefined
  const stale = await selectTasks(db, { userId, after })
  if (stale.length === 0) return { last: undefined, refilled: 0 }
  const rows = stale.map(({ id, revision, title, description, tags }) => ({
    id,
    revision,
    title_key: titleKeyOf(title),
    title_sort_key: sortKeyOf(title),
    description_key: descriptionKeyOf(description) + foldedTagsOf(tags),
    tags_key: tagsKeyOf(tags),
  }))
  const [written] = await writeKeys(db, { userId, rows: JSON.stringify(rows) })
  return { last: stale.at(-1)?.id, refilled: written?.refilled ?? 0 }
}

const tryLock = compiledQuery({
  name: 'refill_lock',
  prepare: false,
  build: () => sql<{ held: boolean }>`select pg_try_advisory_xact_lock(${refillLock}) as held`,
})

/**
 * The only statement over all users. It locks nothing. PostgreSQL does not know that few keys are stale: the order and the limit make it
 * read the smallest index that has this order, which contains stale keys only.
 */
const selectUser = compiledQuery({
  name: 'refill_user',
  prepare: false,
  build: (db) =>
    db
      .select({ userId: tasks.userId })
      .from(tasks)
      .where(and(gt(tasks.userId, sql.placeholder('after')), hasStaleKeys(tasks)))
      .orderBy(asc(tasks.userId), asc(tasks.id))
      .limit(1),
})

const selectTasks = compiledQuery({
  name: 'refill_tasks',
  prepare: false,
  build: (db) =>
    db
      .select({
        id: tasks.id,
        revision: tasks.revision,
        title: tasks.title,
        description: tasks.description,
        tags: tasks.tags,
      })
      .from(tasks)
      .where(
        and(eq(tasks.userId, sql.placeholder('userId')), gt(tasks.id, sql.placeholder('after')), hasStaleKeys(tasks)),
      )
      .orderBy(asc(tasks.id))
      .limit(tasksPerStatement),
})

/**
 * Locks the row of the user before the tasks, as every writer does. Tasks that have changed since are left for the next run. Tags are
 * counted by their key, so tasks are counted again if one differs.
 */
const writeKeys = compiledQuery({
  name: 'refill',
  prepare: false,
  build: () => sql<{ refilled: number }>`
    with given as (
      select * from jsonb_to_recordset(${sql.placeholder('rows')}::text::jsonb) as g (
        id uuid, revision bigint, title_key text, title_sort_key text, description_key text, tags_key text
      )
    ), owner as (
      update user_revisions u set
        counted_revision = case when r.is_counted_otherwise then 0 else u.counted_revision end,
        counted_since = case when r.is_counted_otherwise then u.revision else u.counted_since end
      from (
        select exists (
          select from given g join tasks t on t.user_id = ${sql.placeholder('userId')}::text and t.id = g.id
          where t.tags_key <> g.tags_key
        ) as is_counted_otherwise
      ) r
      where u.user_id = ${sql.placeholder('userId')}::text
      returning u.user_id
    ), refilled as (
      update tasks t set
        title_key = g.title_key, title_sort_key = g.title_sort_key, description_key = g.description_key, tags_key = g.tags_key,
        keys_revision = t.revision
      from owner o, given g
      where t.user_id = o.user_id and t.user_id = ${sql.placeholder('userId')}::text and t.id = g.id and t.revision = g.revision
      returning 1
    )
    select count(*)::int as refilled from refilled`,
})
