import { type Contract, Priority, taskLimits } from '@taskpact/contract'
import { compiledQuery, type Database, tasks } from '@taskpact/db'
import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import type { Service } from '../context.js'
import { rankOf } from './columns.js'
import { dayOf } from './day.js'

const now = timestamptz('now')
const today = sql`${sql.placeholder('today')}::date`

/** Counts the tasks of a user in one statement. */
export const stats: Service<Contract>['tasks']['stats'] = async ({ userId, timeZone }, ctx) => {
  const at = ctx.now()
  const { date, start, end } = dayOf(at, timeZone)
  const [counted] = await selectStats(ctx.db, {
    userId,
    now: at.toISOString(),
    today: date,
    dayStart: start,
    dayEnd: end,
  })
  if (!counted) throw new TypeError('The statistics statement returned no row')
  const { total, pending, completed, overdue, dueToday, byTag, ...priorities } = counted
  const byPriority = Object.fromEntries(Priority.options.map((priority) => [priority, priorities[priority]]))
  return { total, pending, completed, overdue, dueToday, byPriority: byPriority as Record<Priority, number>, byTag }
}

const selectStats = compiledQuery({ name: 'task_stats', build: (db) => statsQuery(db) })

function statsQuery(db: Database) {
  const live = db.$with('live').as(
    db
      .select({
        isPending: sql<boolean>`${tasks.completedAt} is null`.as('is_pending'),
        priority: tasks.priority,
        dueDate: tasks.dueDate,
        dueAt: tasks.dueAt,
        tags: tasks.tags,
        tagsKey: tasks.tagsKey,
      })
      .from(tasks)
      .where(and(eq(tasks.userId, sql.placeholder('userId')), isNull(tasks.deletedAt))),
  )
  const { isPending, dueDate, dueAt } = live
  const isDueToday = sql`(${dueDate} = ${today} or (${dueAt} >= ${timestamptz('dayStart')} and ${dueAt} < ${timestamptz('dayEnd')}))`
  return db
    .with(live)
    .select({
      total: count(sql`true`),
      pending: count(sql`${isPending}`),
      completed: count(sql`not ${isPending}`),
      overdue: count(sql`${isPending} and (${dueAt} < ${now} or ${dueDate} < ${today})`),
      dueToday: count(sql`${isPending} and ${isDueToday}`),
      ...(Object.fromEntries(
        Priority.options.map((one) => [one, count(sql`${live.priority} = ${sql.raw(String(rankOf(one)))}`)]),
      ) as Record<Priority, SQL<number>>),
      byTag: mostUsedTags(live),
    })
    .from(live)
}

function timestamptz(name: string): SQL {
  return sql`${sql.placeholder(name)}::timestamptz`
}

function count(condition: SQL): SQL<number> {
  return sql<number>`count(*) filter (where ${condition})`.mapWith(Number)
}

/** Counts tags that differ only in case as one, and reports it in one of these forms. */
function mostUsedTags(live: unknown) {
  return sql<{ tag: string; count: number }[]>`(
    select coalesce(json_agg(json_build_object('tag', tag, 'count', uses) order by uses desc, key), '[]')
    from (
      select key, min(tag collate "C") as tag, count(*) as uses
      from ${live}, unnest(tags, string_to_array(btrim(tags_key, chr(10)), chr(10))) as used (tag, key)
      where tags_key <> ''
      group by key order by uses desc, key limit ${sql.raw(String(taskLimits.statsTags))}
    ) as most_used
  )`
}
