import { distributedBy, type OpenDatabase, undistributed } from '@taskpact/db'
import { createTestDatabase } from '@taskpact/db/testing'
import { startTestServer, type TestServer, testPassword } from '@taskpact/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newEmail } from '../support/account-calls.js'

const parallel = 16
const milliseconds = 2000

interface Rate {
  readonly signUps: number
  readonly signIns: number
}

const rates = new Map<'distributed' | 'reference', Rate[]>()
const servers: TestServer[] = []

beforeAll(async () => {
  const env = { DATABASE_POOL_MAX: String(parallel) }
  for (const distribute of [undefined, withReferenceTable]) {
    const database = await createTestDatabase(distribute ? { distribute } : {})
    servers.push(await startTestServer({ database, env }))
  }
}, 120_000)
afterAll(async () => {
  for (const server of servers) await server.close()
})

it('sign-ups and sign-ins of different users are three times as fast as with users on every node', async () => {
  for (const round of [0, 1, 2]) {
    for (const [index, kind] of (['distributed', 'reference'] as const).entries()) {
      const rate = await measure(servers[index] as TestServer)
      if (round > 0) rates.set(kind, [...(rates.get(kind) ?? []), rate]) // the first one warms up
    }
  }
  const best = (kind: 'distributed' | 'reference', what: keyof Rate) =>
    Math.max(...(rates.get(kind) ?? []).map((rate) => rate[what]))
  const times = Object.fromEntries(
    (['signUps', 'signIns'] as const).map((what) => {
      const [distributed, reference] = [best('distributed', what), best('reference', what)]
      process.stdout.write(`\n${what} a second: ${distributed} distributed by id, ${reference} on every node\n`)
      return [what, distributed / reference]
    }),
  )
  expect(times.signUps).toBeGreaterThanOrEqual(3)
  expect(times.signIns).toBeGreaterThanOrEqual(3)
}, 120_000)

/** The first table that is distributed by user. */
const [firstOfUser] = [...distributedBy].find(([, column]) => column === 'user_id') ?? []

/** Distributes as the first design did: the table of users is whole on every node. */
async function withReferenceTable({ db }: OpenDatabase): Promise<void> {
  const run = (statement: string) => db.execute(sql.raw(statement))
  await run('drop trigger users_emails on users')
  for (const table of [...undistributed, 'users']) await run(`select create_reference_table('${table}')`)
  for (const [table, column] of distributedBy) {
    if (table === 'users') continue
    const together = column === 'user_id' && table !== firstOfUser ? firstOfUser : 'none'
    await run(`select create_distributed_table('${table}', '${column}', colocate_with => '${together}')`)
  }
}

async function measure(server: TestServer): Promise<Rate> {
  const { value } = server.by('in-process')
  const emails: string[] = []
  const signUps = await perSecond(async () => {
    const email = newEmail()
    await value('auth.signup', { email, password: testPassword })
    emails.push(email)
  })
  // Each one signs in another user.
  const signIns = await perSecond(async (count) => {
    await value('auth.signin', { email: emails[count % emails.length], password: testPassword })
  })
  return { signUps, signIns }
}

async function perSecond(call: (count: number) => Promise<void>): Promise<number> {
  const end = performance.now() + milliseconds
  let [count, done] = [0, 0]
  const repeat = async () => {
    while (performance.now() < end) {
      await call(count++)
      done++
    }
  }
  await Promise.all(Array.from({ length: parallel }, repeat))
  return Math.round((done * 1000) / milliseconds)
}
