import postgres from 'postgres'
import { keysOf, type Opening, rankOf } from './same/columns.js'
import { newId } from './same/new-id.js'
import { patternsOf, toPage } from './same/page.js'
import { type Changes, type NewTask, priorities, type Task } from './same/schemas.js'

const shown = `id, user_id, title, description, completed_at, priority, tags, due_date, due_at, deleted_at, revision,
  created_at, updated_at`

const statements = {
  revision: 'select revision from user_revisions where user_id = $1',
  list: listWith(''),
  get: `select ${shown} from tasks where user_id = $1 and id = $2 and deleted_at is null`,
  create: `
    with bump as (
      update user_revisions set revision = revision + 1, task_count = task_count + 1 where user_id = $1 returning revision
    )
    insert into tasks (
      user_id, id, title, description, priority, tags, due_date, due_at, revision, created_at, updated_at, title_key,
      description_key, tags_key
    )
    select $1::text, $2::uuid, $3::text, $4::text, $5::smallint, $6::text[], $7::date, $8::timestamptz, bump.revision,
      $9::timestamptz, $9::timestamptz, $10::text, $11::text, $12::text
    from bump returning ${shown}`,
  update: changeWith(`
    title = coalesce($4::text, title), title_key = coalesce($5::text, title_key),
    description = case when $6::boolean then $7::text else description end,
    description_key = case when $6::boolean then $8::text else description_key end,
    priority = coalesce($9::smallint, priority),
    tags = coalesce($10::text[], tags), tags_key = coalesce($11::text, tags_key),
    due_date = case when $12::boolean then $13::date else due_date end,
    due_at = case when $14::boolean then $15::timestamptz else due_at end`),
  complete: changeWith(`
    completed_at = case when coalesce($4::boolean, completed_at is null) then coalesce(completed_at, $3::timestamptz) end`),
}

function listWith(condition: string): string {
  return `
    select r.revision as owner_revision, page.* from user_revisions r left join lateral (
      select ${shown} from tasks where user_id = $1 and deleted_at is null ${condition}
      order by created_at desc, id desc limit $2
    ) page on true where r.user_id = $1`
}

function changeWith(set: string): string {
  return `
    with owner as (select user_id from user_revisions where user_id = $1 for update), target as (
      select t.revision from owner join tasks t on t.user_id = $1 and t.id = $2 and t.deleted_at is null for update of t
    ), bump as (
      update user_revisions set revision = revision + 1 where user_id = $1 and exists (select from target) returning revision
    )
    update tasks set ${set}, revision = (select revision from bump), updated_at = greatest(updated_at, $3::timestamptz)
    where user_id = $1 and id = $2 and exists (select from bump) returning ${shown}`
}

/** The statements of our service by hand, on the driver alone. */
export function openFloorStore({ databaseUrl, poolMax }: Opening) {
  const sql = postgres(databaseUrl, {
    max: poolMax,
    connection: { TimeZone: 'UTC' },
    types: {
      bigint: { to: 20, from: [20], parse: Number, serialize: String },
      day: { to: 1082, from: [1082], parse: (text: string) => text, serialize: (text: string) => text },
    },
  })
  const run = async (on: postgres.ISql, text: string, values: unknown[], prepare = true): Promise<Row[]> =>
    on.unsafe<Row[]>(text, values as never[], { prepare }) // of any types that PostgreSQL is told in the text

  return {
    async revision(userId: string): Promise<number | undefined> {
      return (await run(sql, statements.revision, [userId]))[0]?.revision
    },

    async list(userId: string, limit: number, search: string | null) {
      const words = search === null ? [] : patternsOf(search)
      const searched = `title_key || chr(10) || description_key || chr(10) || tags_key`
      const text = listWith(words.map((_, n) => `and ${searched} like $${n + 3}`).join(' '))
      const rows = await run(
        sql,
        words.length ? text : statements.list,
        [userId, limit + 1, ...words],
        words.length === 0,
      )
      const found = rows.flatMap((row) => (row.id === null ? [] : toTask(row)))
      return { page: toPage(found, limit), revision: rows[0]?.owner_revision }
    },

    async get(userId: string, taskId: string): Promise<Task | undefined> {
      return (await run(sql, statements.get, [userId, taskId])).map(toTask)[0]
    },

    create: (userId: string, task: NewTask) => create(sql, userId, task),

    batch: (userId: string, all: readonly NewTask[]) =>
      sql.begin(async (transaction) => {
        const made: Task[] = []
        for (const task of all) made.push(await create(transaction, userId, task))
        return made
      }),

    async update(userId: string, taskId: string, changes: Changes): Promise<Task | undefined> {
      const { title, description, priority, tags, dueDate, dueAt } = changes
      const keys = keysOf({ title, description, tags })
      const values = [
        ...[userId, taskId, new Date(), title ?? null, keys.titleKey ?? null],
        ...[description !== undefined, description ?? null, keys.descriptionKey ?? null],
        ...[priority === undefined ? null : rankOf(priority), tags === undefined ? null : (tags ?? [])],
        ...[keys.tagsKey ?? null, dueDate !== undefined, dueDate ?? null, dueAt !== undefined, dueAt ?? null],
      ]
      return (await run(sql, statements.update, values)).map(toTask)[0]
    },

    async complete(userId: string, taskId: string, completed: boolean | undefined): Promise<Task | undefined> {
      return (await run(sql, statements.complete, [userId, taskId, new Date(), completed ?? null])).map(toTask)[0]
    },
  }

  async function create(on: postgres.ISql, userId: string, task: NewTask): Promise<Task> {
    const { title, description = null, priority, tags, dueDate = null, dueAt = null } = task
    const keys = keysOf({ title, description, tags: tags ?? [] })
    const [made] = await run(on, statements.create, [
      ...[userId, newId(), title, description, rankOf(priority), tags ?? [], dueDate, dueAt, new Date()],
      ...[keys.titleKey, keys.descriptionKey, keys.tagsKey],
    ])
    if (!made) throw new TypeError('There is no such user')
    return toTask(made)
  }
}

interface Row {
  readonly owner_revision?: number
  readonly id: string
  readonly user_id: string
  readonly title: string
  readonly description: string | null
  readonly completed_at: Date | null
  readonly priority: number
  readonly tags: string[]
  readonly due_date: string | null
  readonly due_at: Date | null
  readonly deleted_at: Date | null
  readonly revision: number
  readonly created_at: Date
  readonly updated_at: Date
}

function toTask(row: Row): Task {
  return {
    id: row.id,
    userId: row.user_id,
    title: row.title,
    description: row.description,
    completed: row.completed_at !== null,
    completedAt: row.completed_at?.toISOString() ?? null,
    priority: priorities[row.priority] ?? 'none',
    tags: row.tags,
    dueDate: row.due_date,
    dueAt: row.due_at?.toISOString() ?? null,
    deletedAt: row.deleted_at?.toISOString() ?? null,
    revision: row.revision,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}
