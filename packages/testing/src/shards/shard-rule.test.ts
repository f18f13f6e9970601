import { contract } from '@taskpact/contract'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { startTestServer } from '../start-test-server.js'
import { exceptions } from './exceptions.js'
import { createShardRule, sharded } from './shard-rule.js'

let violationsOf: (statement: string) => string[]
beforeAll(async () => {
  violationsOf = await createShardRule()
})

it('lists every table except users', () => {
  expect([...sharded].sort()).toEqual([
    'auth_events',
    'ended_tokens',
    'idempotency_keys',
    'sessions',
    'tasks',
    'user_revisions',
  ])
})

describe('statement that names its user', () => {
  it.each([
    'select 1',
    'begin',
    'select * from users',
    `select * from users where email = $1`,
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
    'update tasks set title = $2 where user_id = $1',
    'update tasks t set title = $2 from sessions s where s.user_id = t.user_id and s.user_id = $1',
    'delete from tasks where user_id = $1',
    'delete from tasks t using sessions s where t.user_id = s.user_id and s.user_id = $1',
  ])('is accepted: %s', (statement) => {
    expect(violationsOf(statement)).toEqual([])
  })
})

describe('statement that names no user', () => {
  it.each([
    ['select * from tasks', 'select on tasks'],
    ['select * from tasks where id = $1', 'select on tasks'],
    ['select * from tasks where user_id = $1 or id = $2', 'select on tasks'],
    ['select * from tasks where not (user_id = $1)', 'select on tasks'],
    ['select * from tasks where user_id <> $1', 'select on tasks'],
    ['select * from tasks where user_id > $1', 'select on tasks'],
    ['select * from tasks where user_id = any($1)', 'select on tasks'],
    ['select * from tasks where user_id in (select id from users)', 'select on tasks'],
    ['select * from tasks where user_id = user_id', 'select on tasks'],
    [
      'select * from tasks t join user_revisions r on r.user_id = t.user_id',
      'select on tasks, select on user_revisions',
    ],
    ['select * from tasks t join sessions s on s.id = t.id where t.user_id = $1', 'select on sessions'],
    ['select * from tasks t, users u where t.user_id = u.id', 'select on tasks'],
    ['with all_of_them as (select * from tasks) select * from all_of_them where user_id = $1', 'select on tasks'],
    [
      'with people as (select id as user_id from users) select * from tasks t join people p on p.user_id = t.user_id',
      'select on tasks',
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
    ['merge into tasks t using users u on t.user_id = u.id when matched then delete', 'merge'],
  ])('is refused: %s', (statement, wrong) => {
    expect(
      violationsOf(statement)
        .map((one) => one.replace(/ (names no user|is not supported)$/, ''))
        .join(', '),
    ).toBe(wrong)
  })
})

describe('exception', () => {
  it.each(exceptions)('is necessary: $reason', ({ statement, example }) => {
    expect(example).toMatch(statement)
    expect(violationsOf(example)).not.toEqual([])
  })

  it('matches the statements that purge the trash, idempotency keys and sessions', async () => {
    const purges = new Set<string>()
    const onQuery = (statement: string) => {
      if (exceptions[0]?.statement.test(statement)) purges.add(statement)
    }
    const server = await startTestServer({ onQuery })
    await vi.waitFor(() => expect(purges.size).toBe(3), { timeout: 10_000 })
    await server.close()

    for (const purge of purges) expect(violationsOf(purge)).toContain('select on user_revisions names no user')
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
