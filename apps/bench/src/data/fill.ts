import type postgres from 'postgres'
import { marks, tags, words } from './vocabulary.js'
import { withoutIndexes } from './without-indexes.js'

export interface Size {
  /** Number of tasks of the measured user. */
  readonly tasks: number
  /** Number of tasks of all users. */
  readonly rows: number
  /** Number of other users. */
  readonly users: number
}

export const bigUser = 'user-0'

/** Fills an empty database with tasks of one year, interleaved by user. No deleted task is old enough to be purged. */
export async function fill(sql: postgres.Sql, size: Size): Promise<void> {
  await sql`insert into users (id, created_at) select 'user-' || n, now() - interval '1 year' from generate_series(0, ${size.users}::int) as n`
  await sql.begin(async (sql) => {
    await sql`set local maintenance_work_mem = '1GB'`
    await sql`set local work_mem = '256MB'`
    await sql`set local synchronous_commit = off`
    await withoutIndexes(sql, 'tasks', async () => {
      await sql`select setseed(0.5)`
      await writePhrases(sql)
      await writeDrafts(sql, size)
      await writeTasks(sql)
    })
    await sql`
      insert into user_revisions (user_id, revision, task_count)
      select users.id, coalesce(max(revision), 0), count(tasks.id) filter (where deleted_at is null)
      from users left join tasks on user_id = users.id group by users.id`
  })
  await sql`vacuum (analyze) tasks`
  await sql`vacuum (analyze) user_revisions`
  await sql`checkpoint`
}

const phrases = 20_000

/** Phrases of a few words, frequent ones more often. Looking them up is faster than generating a million texts. */
async function writePhrases(sql: postgres.TransactionSql): Promise<void> {
  await sql`
    create temporary table phrases on commit drop as
    select n, string_agg(word, ' ' order by place) filter (where place <= 2 + n % 3) as short, string_agg(word, ' ' order by place) as long
    from (
      select n, place, (${[...words]}::text[])[1 + floor(power(random(), 3) * ${words.length})] as word
      from generate_series(0, ${phrases - 1}::int) as n, generate_series(1, 4 + n % 9) as place
    ) as spelled
    group by n`
  await sql`analyze phrases`
}

/** Random numbers for each row: the share of rows with a number below a bound is that bound. */
async function writeDrafts(sql: postgres.TransactionSql, { tasks, rows, users }: Size): Promise<void> {
  await sql`
    create temporary table drafts on commit drop as
    select
      n,
      is_big,
      case when is_big then ${bigUser}::text else 'user-' || 1 + floor(random() * ${users}) end as user_id,
      date_trunc('milliseconds', now() - interval '1 year' * (1 - n::float8 / ${rows})) as created_at,
      floor(random() * ${phrases})::int as a,
      floor(random() * ${phrases})::int as b,
      floor(random() * ${phrases})::int as c,
      random() as described, random() as done, random() as trashed, random() as due, random() as ranked, random() as touched,
      random() as x, random() as y, random() as z, random() as area, random() as kind
    from (
      select n, n * ${tasks}::bigint / ${rows} > (n - 1) * ${tasks}::bigint / ${rows} as is_big
      from generate_series(1, ${rows}::bigint) as n
    ) as numbered`
  await sql`analyze drafts`
}

async function writeTasks(sql: postgres.TransactionSql): Promise<void> {
  await sql`
    insert into tasks (
      user_id, id, title, description, completed_at, priority, tags, due_date, due_at, deleted_at, revision, created_at,
      updated_at, title_key, description_key, tags_key, title_sort_key, keys_revision
    )
    select
      user_id,
      (lpad(to_hex((extract(epoch from created_at) * 1000)::bigint), 12, '0') || '7' || substr(noise, 1, 3) || 'a' || substr(noise, 4, 15))::uuid,
      title,
      description,
      case when done < 0.6 then updated_at end,
      case when ranked < 0.5 then 0 when ranked < 0.7 then 1 when ranked < 0.9 then 2 else 3 end,
      tags,
      case when due < 0.2 then (created_at + interval '60 days' * due * 5)::date end,
      case when due between 0.2 and 0.4 then date_trunc('minute', created_at + interval '60 days' * (due - 0.2) * 5) end,
      case when trashed < 0.1 then greatest(updated_at, now() - interval '20 days') end,
      row_number() over (partition by user_id order by updated_at, n),
      created_at,
      updated_at,
      upper(title),
      coalesce(upper(description), ''),
      case when tags = '{}' then '' else chr(10) || upper(array_to_string(tags, chr(10))) || chr(10) end,
      translate(upper(title), ' ', '!'),
      row_number() over (partition by user_id order by updated_at, n)
    from (
      select
        drafts.*,
        md5(drafts.n::text) as noise,
        least(now(), created_at + case when touched < 0.5 then interval '0' else interval '30 days' * (touched - 0.5) end) as updated_at,
        concat_ws(' ', one.short, two.short, ${marksOfTitle(sql)}) as title,
        case when described < 0.5 then concat_ws('. ', two.long, three.long, case when described < 0.1 then one.long end) end as description,
        array_remove(array[
          case when area < 0.3 then ${tags.common}::text when area < 0.6 then 'area-' || floor(area * 40) end,
          case when kind < 0.3 then 'kind-' || floor(kind * 60) end,
          case when is_big and z between 0.5 and 0.5002 then ${tags.rare}::text end
        ], null) as tags
      from drafts join phrases as one on one.n = a join phrases as two on two.n = b join phrases as three on three.n = c
    ) as written
    order by n`
}

function marksOfTitle(sql: postgres.TransactionSql) {
  return sql`
    case when x < 0.3 then ${marks.common}::text end,
    case when y < 0.3 then ${marks.alsoCommon}::text end,
    case when z < 0.01 then ${marks.occasional}::text end,
    case when is_big and created_at < now() - interval '1 year' * 0.97 and z > 0.3 then ${marks.bygone}::text end,
    case when is_big and z between 0.1 and 0.1002 then ${marks.rare}::text end,
    case when is_big and z between 0.2 and 0.2002 then ${marks.short}::text end,
    case when is_big and z between 0.3 and 0.3002 then ${marks.wild}::text end`
}
