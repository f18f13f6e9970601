import { contract } from '@taskpact/contract'
import { distributedBy, undistributed } from '@taskpact/db'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { startTestServer } from '../start-test-server.js'
import { exceptions } from './exceptions.js'
import { createShardRule } from './shard-rule.js'

let violationsOf: (statement: string) => string[]
beforeAll(async () => {
  const rule = await createShardRule()
  violationsOf = (statement) => rule(statement).map(({ message }) => message)
})

it('knows by what each table is distributed', () => {
  expect(Object.fromEntries(distributedBy)).toEqual({
    access_tokens: 'hash',
    auth_events: 'user_id',
    email_tokens: 'user_id',
    emails: 'email',
    ended_tokens: 'user_id',
    idempotency_keys: 'user_id',
    identities: 'hash',
    mails: 'user_id',
    oauth_keys: 'id',
    oauth_records: 'hash',
    passkeys: 'user_id',
    recovery_codes: 'user_id',
    sessions: 'user_id',
    task_summaries: 'user_id',
    tasks: 'user_id',
    totp_secrets: 'user_id',
    used_tickets: 'user_id',
    user_revisions: 'user_id',
    users: 'id',
  })
  expect(undistributed).toEqual(['history'])
})

describe('statement that names its user', () => {
  it.each([
    'select 1',
    'begin',
    'select * from users where id = $1',
    `select * from emails where email = $1`,
    'select * from tasks where user_id = $1 and revision > (select max(revision_floor) from history)',
    'select * from history',
    'select * from tasks where user_id = $1',
    `select "id" from "tasks" where ("tasks"."user_id" = $1::text and ("title" = $2 or "title" = $3))`,
    'select * from tasks t where $1 = t.user_id and id = any($2)',
    'select * from tasks t join user_revisions r on r.user_id = t.user_id where r.user_id = $1',
    'select * from tasks t join user_revisions r using (user_id) where r.user_id = $1',
    'select * from tasks t, users u where u.id = $1 and t.user_id = u.id',
    'select * from users u left join sessions s on s.user_id = u.id and s.id = $2 where u.id = $1',
    'with mine as (select * from tasks where user_id = $1) select * from mine',
    'with bump as (update user_revisions set revision = revision + 1 where user_id = $1 returning user_id) select * from tasks t join bump b on t.user_id = b.user_id',
    'select * from (select user_id from tasks where user_id = $1) m join sessions s on s.user_id = m.user_id',
    'select * from user_revisions r where r.user_id = $1 and exists (select 1 from tasks t where t.user_id = r.user_id)',
    'select (select count(*) from tasks where user_id = $1)',
    'select 1 from tasks where user_id = $1 union all select 1 from sessions where user_id = $1',
    'insert into tasks (user_id, id) values ($1, $2) on conflict (user_id, id) do update set title = excluded.title',
    'insert into tasks (user_id, id) select user_id, $2 from user_revisions where user_id = $1',
    'insert into user_revisions (user_id) values ($1) on conflict do nothing',
    'insert into emails (email, owner) values ($1, $2) on conflict do nothing',
    'insert into users (id, email) values ($1, $2) on conflict do nothing',
    'insert into tasks (id, user_id) select g.id, r.user_id from user_revisions r, given g where r.user_id = $1',
    'insert into tasks (user_id) select o.user_id from (select user_id from user_revisions where user_id = $1 for update) as o',
    'with bump as (update user_revisions set revision = 1 where user_id = $1 returning user_id) insert into tasks (user_id) select user_id from bump',
    'select * from tasks where user_id = $1 for update',
    'select * from users u where u.id = $1 and exists (select from sessions s where s.user_id = u.id)',
    'update tasks set title = $2 where user_id = $1',
    'update tasks t set title = $2 from sessions s where s.user_id = t.user_id and s.user_id = $1',
    'delete from tasks where user_id = $1',
    'delete from tasks t using sessions s where t.user_id = s.user_id and s.user_id = $1',
    `update users set seen_at = (seen_at at time zone 'UTC' + interval '1 ms') at time zone 'UTC' where id = $1`,
    `update users set seen_at = $2::timestamptz + interval '1 ms' where id = $1`,
    `select seen_at + interval '1 ms' from users where id = $1`,
  ])('is accepted: %s', (statement) => {
    expect(violationsOf(statement)).toEqual([])
  })
})

describe('statement that names no user', () => {
  it.each([
    ['select * from tasks', 'select on tasks'],
    ['select * from users', 'select on users'],
    ['select * from users where email = $1', 'select on users'],
    ['select * from emails where owner = $1', 'select on emails'],
    ['delete from emails where owner = $1', 'delete on emails'],
    ['update users set name = $2 where email = $1', 'update on users'],
    ['select * from users u join tasks t on t.user_id = u.id', 'select on users, select on tasks'],
    ['select * from tasks where id = $1', 'select on tasks'],
    ['select * from tasks where user_id = $1 or id = $2', 'select on tasks'],
    ['select * from tasks where not (user_id = $1)', 'select on tasks'],
    ['select * from tasks where user_id <> $1', 'select on tasks'],
    ['select * from tasks where user_id > $1', 'select on tasks'],
    ['select * from tasks where user_id = any($1)', 'select on tasks'],
    ['select * from tasks where user_id in (select id from users)', 'select on tasks, select on users'],
    ['select * from tasks where user_id = user_id', 'select on tasks'],
    [
      'select * from tasks t join user_revisions r on r.user_id = t.user_id',
      'select on tasks, select on user_revisions',
    ],
    ['select * from tasks t join sessions s on s.id = t.id where t.user_id = $1', 'select on sessions'],
    ['select * from tasks t, users u where t.user_id = u.id', 'select on tasks, select on users'],
    ['with all_of_them as (select * from tasks) select * from all_of_them where user_id = $1', 'select on tasks'],
    [
      'with people as (select id as user_id from users) select * from tasks t join people p on p.user_id = t.user_id',
      'select on users, select on tasks',
    ],
    ['select * from (select user_id from tasks) t where user_id = $1', 'select on tasks'],
    [
      'select * from user_revisions where user_id = $1 and exists (select 1 from tasks where id = $2)',
      'select on tasks',
    ],
    ['select (select count(*) from tasks)', 'select on tasks'],
    ['select 1 from tasks where user_id = $1 union all select 1 from sessions', 'select on sessions'],
    ['insert into tasks (id, title) values ($1, $2)', 'insert on tasks'],
    ['insert into tasks values ($1, $2)', 'insert on tasks'],
    ['insert into tasks (user_id, id) select user_id, $2 from user_revisions', 'select on user_revisions'],
    ['insert into tasks (user_id, id) values ($1, $2) on conflict (id) do nothing', 'on conflict on tasks'],
    ['update tasks set title = $2 where id = $1', 'update on tasks'],
    ['update tasks set user_id = $1', 'update on tasks'],
    ['update tasks t set title = $2 from sessions s where s.user_id = $1 and s.id = t.id', 'update on tasks'],
    ['delete from tasks where id = $1', 'delete on tasks'],
    ['delete from tasks t using sessions s where t.id = s.id and t.user_id = $1', 'delete on sessions'],
    ['insert into emails (owner) values ($1)', 'insert on emails'],
    ['insert into users (id, email) values ($1, $2) on conflict (email) do nothing', 'on conflict on users'],
    ['merge into tasks t using users u on t.user_id = u.id when matched then delete', 'merge'],
  ])('is refused: %s', (statement, wrong) => {
    expect(
      violationsOf(statement)
        .map((one) => one.replace(/ (names no user|is not supported)$/, ''))
        .join(', '),
    ).toBe(wrong)
  })
})

describe('statement that no exception permits', () => {
  it.each([
    ['select * from emails e join users u on u.id = $1 where e.email = $2', 'emails is on another shard'],
    [
      'select * from users where id = $1 and email in (select email from emails where email = $2)',
      'emails is on another shard',
    ],
    ['select * from identities i join users u on u.id = $1 where i.hash = $2', 'identities is on another shard'],
    [
      'select * from oauth_records r, oauth_keys k where r.hash = $1 and k.id = $2',
      'oauth_records is on another shard',
    ],
    ...[
      [`update users set seen_at = greatest($2, seen_at + interval '1 ms') where id = $1`, 'update'],
      [`update users set day = to_char(seen_at, 'YYYY') where id = $1`, 'update'],
      [`delete from sessions s where user_id = $1 and $2 > interval '1 day' + s.seen_at`, 'delete'],
      [
        `insert into users (id) values ($1) on conflict (id) do update set seen_at = users.seen_at - '1 ms'::interval`,
        'on conflict',
      ],
    ].map(([statement = '', verb]) => [
      statement,
      `${verb} applies a function that depends on the time zone to a column`,
    ]),
    [
      'insert into tasks (user_id, id) select $1, id from user_revisions where user_id = $1',
      'insert on tasks does not take its user from a table',
    ],
    [
      'insert into tasks (user_id, id) select $1::text, g.id from json_to_recordset($2) as g (id uuid)',
      'insert on tasks does not take its user from a table',
    ],
    [
      'insert into tasks (user_id) select g.user_id from given g, user_revisions r where r.user_id = $1',
      'insert on tasks does not take its user from a table',
    ],
    ['select * from tasks for update', 'row lock on tasks of many users'],
    ['select * from tasks t, sessions s where s.user_id = $1 for share of t', 'row lock on tasks of many users'],
    ['select * from history for update', 'row lock on history, which is not distributed'],
    ['update history set epoch = $1', 'update on history, which is not distributed'],
    [
      'insert into history (epoch) values ($1) on conflict do nothing',
      'on conflict on history, which is not distributed',
    ],
  ])('is refused: %s', async (statement, message) => {
    const rule = await createShardRule()
    expect(rule(statement).filter(({ isFinal }) => isFinal)).toEqual([{ message, isFinal: true }])
  })
})

describe('exception', () => {
  it.each(exceptions)('is necessary: $reason', ({ statement, example }) => {
    expect(example).toMatch(statement)
    expect(violationsOf(example)).not.toEqual([])
  })

  it('matches the statements by which jobs find users', async () => {
    const found = new Set<string>()
    const searches = exceptions.filter(({ reason }) => /^(the purge|the job)/.test(reason))
    const onQuery = (statement: string) => {
      for (const { statement: search } of searches) if (search.test(statement)) found.add(statement)
    }
    const server = await startTestServer({ onQuery })
    // One statement for each table in which the purge finds users.
    await vi.waitFor(() => expect(found.size).toBe(searches.length + 3), { timeout: 10_000 })
    await server.close()

    for (const search of found) expect(violationsOf(search)).not.toEqual([])
  })
})

it('closing a server that sent a statement without a user fails', async () => {
  const server = await startTestServer({
    api: {
      contract,
      createService: (service) => ({
        ...service,
        system: {
          ...service.system,
          health: async (input, ctx) => {
            await ctx.db.execute('select count(*) from tasks where title = title')
            return service.system.health(input, ctx)
          },
        },
      }),
    },
  })
  await fetch(`${server.url}/health`)

  await expect(server.close()).rejects.toThrow('select on tasks names no user')
})
