import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordStatements, type Statement } from '../conformance/recorded-statements.js'
import { type OpenServer, type RestUser, signUpUser, startOpenServer } from '../support/task-user.js'

const [many, step] = [12_000, 1000]
/** Rows of tasks that a statement may read. */
const few = 1000

describe('plans for a user with many tasks', () => {
  const recorder = recordStatements()
  let server: OpenServer
  let ada: RestUser
  beforeAll(async () => {
    server = await startOpenServer({ onQuery: recorder.onQuery })
    ada = await signUpUser(server)
    for (let from = 1; from <= many; from += step) {
      await server.db.execute(sql`
        with bump as (
          update user_revisions set revision = revision + ${step}::int, task_count = task_count + ${step}::int
          where user_id = ${ada.id} returning user_id
        )
        insert into tasks (
          user_id, id, title, title_key, title_sort_key, revision, keys_revision, created_at, updated_at, description_key, tags, tags_key, due_at
        )
        select bump.user_id, gen_random_uuid(), title, title, title, n, n, now(), now(), repeat('LOREM IPSUM ', 60), '{home}', ${'\nHOME\n'}, now() + n * interval '1 hour'
        from bump, generate_series(${from}::int, ${from + step - 1}::int) n, lateral (
          select upper(left(translate(md5(n::text), '0123456789', 'ghijklmnop'), 24)) || case when n % 3000 = 0 then ' QX' else '' end as title
        ) t`)
    }
    await server.db.execute(sql`analyze tasks`)
  })
  afterAll(() => server?.close())

  it.each([
    ['statistics', 'stats', 'force_generic_plan', { total: many }],
    ['a search for two rare letters', 'tasks?search=qx&limit=100', 'force_custom_plan', {}],
    ['a search for two letters that are nowhere', 'tasks?search=zq&limit=100', 'force_custom_plan', { items: [] }],
  ])('%s read few tasks, in one statement', async (_name, path, planning, body) => {
    await ada.send('GET', path)
    const statements = await recorder.during(async () =>
      expect(await ada.send('GET', path)).toMatchObject({ status: 200, body }),
    )

    expect(statements).toHaveLength(1)
    expect(await tasksRead(statements[0] as Statement, planning)).toBeLessThan(few)
  })

  it('statistics read few tasks after the counted ones have changed', async () => {
    for (const { id } of (await ada.listTasks('')).slice(0, 20)) await ada.deleteTask({ id })
    const statements = await recorder.during(async () =>
      expect(await ada.send('GET', 'stats')).toMatchObject({ body: { total: many - 20 } }),
    )

    expect(statements).toHaveLength(1)
    expect(await tasksRead(statements[0] as Statement, 'force_generic_plan')).toBeLessThan(few)
  })

  it.each(['created', 'updated', 'priority', 'title', 'due'])(
    'a list by %s is not planned anew for each page',
    async (sort) => {
      const path = `tasks?limit=20&sort=${sort}`
      const statements = await recorder.during(async () => {
        expect(await ada.send('GET', path)).toMatchObject({ status: 200 })
      })
      const { text, parameters } = statements.at(-1) as Statement

      await server.db.transaction(async (tx) => {
        await tx.execute(sql.raw(`prepare pages as ${text}`))
        for (let page = 0; page < 8; page++) await tx.execute(sql.raw(`execute pages${valuesOf(parameters)}`))
        const counted = await tx.execute(
          sql`select generic_plans::int from pg_prepared_statements where name = 'pages'`,
        )
        await tx.execute(sql.raw('deallocate pages'))
        expect([...(counted as unknown as Iterable<unknown>)]).toEqual([{ generic_plans: 3 }]) // after five custom ones
      })
    },
  )

  async function tasksRead({ text, parameters }: Statement, planning: string): Promise<number> {
    return server.db.transaction(async (tx) => {
      await tx.execute(sql.raw(`set local plan_cache_mode = ${planning}`))
      // For a solid-state drive. With the default, PostgreSQL reads up to about 15 000 tasks rather than an index.
      await tx.execute(sql`set local random_page_cost = 1.1`)
      await tx.execute(sql.raw(`prepare explained as ${text}`))
      const rows = await tx.execute(sql.raw(`explain (analyze, format json) execute explained${valuesOf(parameters)}`))
      await tx.execute(sql.raw('deallocate explained'))
      const [{ 'QUERY PLAN': plans }] = rows as unknown as [{ 'QUERY PLAN': [{ Plan: Step }] }]
      return rowsOf(plans[0].Plan)
    })
  }
})

/** The values of an `execute`. */
function valuesOf(parameters: readonly unknown[]): string {
  const literals = parameters.map((value) => (value == null ? 'null' : `'${String(value).replaceAll("'", "''")}'`))
  return literals.length > 0 ? `(${literals.join(', ')})` : ''
}

interface Step {
  readonly 'Relation Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly Step[]
}

/** Returns the number of rows of tasks that a plan has read. */
function rowsOf(step: Step): number {
  const isOfTasks = step['Relation Name'] === 'tasks'
  const read = isOfTasks ? (step['Actual Rows'] + (step['Rows Removed by Filter'] ?? 0)) * step['Actual Loops'] : 0
  return (step.Plans ?? []).reduce((sum, inner) => sum + rowsOf(inner), read)
}
