import { type Contract, Priority, type TaskStats, taskLimits } from '@taskpact/contract'
import { compiledQuery } from '@taskpact/db'
import { inTransaction } from '@taskpact/engine'
import { type SQL, sql } from 'drizzle-orm'
import type { Service, UserContext } from '../context.js'
import { NeedsPrimary } from '../stores/needs-primary.js'
import { rankOf } from './columns.js'
import { countSome } from './count-tasks.js'
import { dayOf } from './day.js'
import { countsUpTo, isKind, userId } from './task-counts.js'

/** Maximum number of changed tasks that are read. With more, the counts are stored first. */
const maxChanged = 512

/** Counts the tasks of a user in one statement, unless many have changed since they were counted. */
export const stats: Service<Contract>['tasks']['stats'] = async ({ userId, timeZone }, ctx) => {
  const at = ctx.now()
  const { date, start, end } = dayOf(at, timeZone)
  const now = at.toISOString()
  const values: Values = { userId, now, nowDay: now.slice(0, 10), today: date, dayStart: start, dayEnd: end }
  const [counted] = await selectStats(ctx.db, values)
  if (counted?.isComplete) return toStats(counted)
  if (counted?.isReadOnly) throw new NeedsPrimary()
  return toStats(await countChanges(values, ctx))
}

/** Stores the counts step by step, then reads them while the row of the user is locked. Reads all tasks if the counts cannot be stored. */
async function countChanges(values: Values, ctx: UserContext): Promise<Counted | undefined> {
  for (let steps = 0; ; steps++) {
    const [step, counted] = await inTransaction(ctx, async ({ db }) => {
      const step = await countSome(db, values.userId)
      return [step, step.isStored && !step.hasMore ? await selectStats(db, values) : undefined] as const
    })
    if (counted) return counted[0]
    // Another writer may discard the counts again and again.
    if (!step.isStored || (step.isFirst && steps > 0)) return (await selectAll(ctx.db, values))[0]
  }
}

type Values = Readonly<Record<'userId' | 'now' | 'nowDay' | 'today' | 'dayStart' | 'dayEnd', string>>

interface Counted extends Omit<TaskStats, 'byPriority'> {
  readonly priorities: number[]
  /** Whether few tasks have changed since they were counted, and the number of tasks agrees. */
  readonly isComplete: boolean
  /** Whether counts cannot be stored here. */
  readonly isReadOnly: boolean
}

function toStats(counted: Counted | undefined): TaskStats {
  if (!counted) throw new TypeError('The statistics statement returned no row')
  const { isComplete: _isComplete, isReadOnly: _isReadOnly, priorities, ...rest } = counted
  const byPriority = Object.fromEntries(Priority.options.map((priority, rank) => [priority, priorities[rank] ?? 0]))
  return { ...rest, byPriority: byPriority as Record<Priority, number> }
}

function text(name: string): SQL {
  return sql`${sql.placeholder(name)}::text`
}

function timestamptz(name: string): SQL {
  return sql`${sql.placeholder(name)}::timestamptz`
}

function sumOf(condition: SQL): SQL {
  return sql`coalesce(sum(count) filter (where ${condition}), 0)`
}

/** Counts tags that differ only in case as one, and reports it in one of these forms. */
const mostUsedTags = sql`
  select folded as key, min(tag) as tag, sum(uses)::int as uses
  from (
    select split_part(substr(entry, 2), chr(10), 1) as folded, split_part(entry, chr(10), 2) collate "C" as tag, sum(count) as uses
    from counted where ${isKind('tag')} group by entry having sum(count) > 0
  ) as spelled
  group by folded order by uses desc, folded collate "C" limit ${sql.raw(String(taskLimits.statsTags))}`

const value = sql`substr(entry, 2)`
const today = text('today')
const nowDay = text('nowDay')
const now = timestamptz('now')
const [dayStart, dayEnd] = [timestamptz('dayStart'), timestamptz('dayEnd')]
const nowDayStart = sql`${nowDay}::date::timestamp at time zone 'UTC'`

const selectStats = compiledQuery({ name: 'task_stats', build: () => statsOf(countsUpTo(maxChanged + 1)) })

const selectAll = compiledQuery({
  name: 'task_stats_all',
  // Takes too long for other statements to be pipelined behind it.
  prepare: false,
  build: () => statsOf(countsUpTo(undefined)),
})

function statsOf(counts: SQL): SQL<Counted> {
  return sql<Counted>`
    with ${counts}, near_due as (
      select count(*) filter (where due_at >= ${nowDayStart} and due_at < ${now}) as overdue,
        count(*) filter (where due_at >= ${dayStart} and due_at < ${dayEnd}) as due_today
      from tasks where user_id = ${userId} and deleted_at is null and completed_at is null and due_at is not null
        and due_at >= least(${nowDayStart}, ${dayStart}) and due_at < greatest(${now}, ${dayEnd})
    )
    select
      (${sumOf(isKind('priority'))})::int as total,
      (${sumOf(isKind('priority'))} - ${sumOf(isKind('completed'))})::int as pending,
      (${sumOf(isKind('completed'))})::int as completed,
      (${sumOf(sql`(${isKind('date')} and ${value} < ${today}) or (${isKind('day')} and ${value} < ${nowDay})`)}
        + (select overdue from near_due))::int as overdue,
      (${sumOf(sql`${isKind('date')} and ${value} = ${today}`)} + (select due_today from near_due))::int as "dueToday",
      json_build_array(${sql.join(
        Priority.options.map((one) => sumOf(sql`${isKind('priority')} and ${value} = ${sql.raw(`'${rankOf(one)}'`)}`)),
        sql`, `,
      )}) as priorities,
      (select coalesce(json_agg(json_build_object('tag', tag, 'count', uses) order by uses desc, key), '[]') from (${mostUsedTags}) t)
        as "byTag",
      (select count(*) from changed) <= ${maxChanged} and coalesce((
        select cardinality(s.purged) <= ${maxChanged}
          and o.task_count - s.task_count = (select coalesce(sum(weight), 0) from weighted where ${isKind('priority')})
        from owner o join stored s on s.user_id = o.user_id
      ), true) as "isComplete",
      current_setting('transaction_read_only') = 'on' as "isReadOnly"
    from counted`
}
