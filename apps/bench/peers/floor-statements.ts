/** The statements of Taskpact, written by hand. */

export const columns = `id, user_id, title, description, completed_at, priority, tags, due_date, due_at, deleted_at, revision,
  created_at, updated_at`

export const userExists = 'select 1 from users where id = $1'
export const revision = 'select revision from user_revisions where user_id = $1'
export const getTask = `select ${columns} from tasks where user_id = $1 and id = $2 and deleted_at is null`
export const listTasks = listWith('')

/** The patterns of the words are the parameters from $3 on. */
export function searchTasks(words: number): string {
  const text = 'title_key || chr(10) || description_key || chr(10) || tags_key'
  return listWith(Array.from({ length: words }, (_, n) => `and ${text} like $${n + 3}`).join(' '))
}

function listWith(condition: string): string {
  return `
    select r.revision as user_revision, page.* from user_revisions r left join lateral (
      select ${columns} from tasks where user_id = $1 and deleted_at is null ${condition}
      order by created_at desc, id desc limit $2
    ) page on true where r.user_id = $1`
}

const bump = (condition = '') => `
  bump as (
    update user_revisions set revision = revision + 1, task_count = task_count + 1 where user_id = $1 ${condition}
    returning revision
  )`

const insertTask = `
  insert into tasks (
    user_id, id, title, description, priority, tags, due_date, due_at, revision, created_at, updated_at, title_key,
    description_key, tags_key
  )
  select $1::text, $2::uuid, $3::text, $4::text, $5::smallint, $6::text[], $7::date, $8::timestamptz, bump.revision,
    $9::timestamptz, $9::timestamptz, $10::text, $11::text, $12::text
  from bump returning ${columns}`

export const createTask = `with ${bump()} ${insertTask}`

/** Claims the key $13 with the fingerprint $14, and creates the task if the key was free or claimed before $15. */
export const claimKeyAndCreateTask = `
  with owner as (select user_id from user_revisions where user_id = $1 for update), claim as (
    insert into idempotency_keys as k (user_id, key, fingerprint, answer, created_at)
    select $1::text, $13::text, $14::text, null, $9::timestamptz from owner
    on conflict (user_id, key) do update
      set fingerprint = excluded.fingerprint, answer = null, created_at = excluded.created_at
      where k.created_at < $15::timestamptz
    returning key
  ), ${bump('and exists (select from claim)')} ${insertTask}`

export const saveResult = 'update idempotency_keys set answer = $3 where user_id = $1 and key = $2'
export const getResult = 'select fingerprint, answer from idempotency_keys where user_id = $1 and key = $2'

export const updateTask = changeWith(`
  title = coalesce($4::text, title), title_key = coalesce($5::text, title_key),
  description = case when $6::boolean then $7::text else description end,
  description_key = case when $6::boolean then $8::text else description_key end,
  priority = coalesce($9::smallint, priority),
  tags = coalesce($10::text[], tags), tags_key = coalesce($11::text, tags_key),
  due_date = case when $12::boolean then $13::date else due_date end,
  due_at = case when $14::boolean then $15::timestamptz else due_at end`)

export const completeTask = changeWith(`
  completed_at = case when coalesce($4::boolean, completed_at is null) then coalesce(completed_at, $3::timestamptz) end`)

function changeWith(set: string): string {
  return `
    with owner as (select user_id from user_revisions where user_id = $1 for update), target as (
      select t.revision from owner join tasks t on t.user_id = $1 and t.id = $2 and t.deleted_at is null for update of t
    ), bump as (
      update user_revisions set revision = revision + 1 where user_id = $1 and exists (select from target) returning revision
    )
    update tasks set ${set}, revision = (select revision from bump), updated_at = greatest(updated_at, $3::timestamptz)
    where user_id = $1 and id = $2 and exists (select from bump) returning ${columns}`
}
