import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase } from '@taskpact/db'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import { startTestServer, type TestServer, type User } from '@taskpact/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type OwnCitus, startOwnCitus } from '../../../../packages/db/test/own-citus.js'

const kills = 10
const userCount = 8

let cluster: OwnCitus
let database: TestDatabase
let server: TestServer
/** The port of the worker that has the data of each user. */
const portOf = new Map<string, number>()
const users: User[] = []

beforeAll(async () => {
  cluster = await startOwnCitus()
  database = await createTestDatabase({ cluster: cluster.url })
  server = await startTestServer({ database, env: { DATABASE_POOL_MAX: '16' } })
  for (let count = 0; count < userCount; count++) users.push(await server.signUp())
  const { db, close } = await openDatabase(database.url, { poolMax: 1 })
  for (const { id } of users) {
    const rows = await db.execute(sql`
      select nodeport from citus_shards where shardid = get_shard_id_for_distribution_column('users', ${id}::text)`)
    portOf.set(id, Number((rows as unknown as { nodeport: number }[])[0]?.nodeport))
  }
  await close()
}, 120_000)
afterAll(async () => {
  await server?.close()
  await cluster?.close()
})

it('a worker that is killed during writes loses and doubles none, and its other users are served', async () => {
  expect(new Set(portOf.values()).size).toBe(2)
  const writers = users.map((user) => startWriter(user))
  const ready = async () => (await (await fetch(`${server.url}/health/ready`)).json()) as { degraded?: string }

  for (let kill = 0; kill < kills; kill++) {
    const worker = cluster.workers[kill % 2] as OwnCitus['workers'][number]
    const others = writers.filter(({ user }) => portOf.get(user.id) !== worker.port)
    await sleep(100 + Math.random() * 200)
    await worker.crash()
    const before = others.map(({ acknowledged }) => acknowledged.length)

    await expect.poll(ready, { timeout: 5000 }).toMatchObject({ status: 'ready', degraded: expect.any(String) })
    await expect
      .poll(() => others.every(({ acknowledged }, index) => acknowledged.length > Number(before[index])), {
        timeout: 5000,
      })
      .toBe(true)
    await worker.restart()
    await expect.poll(ready, { timeout: 10_000 }).toEqual({ status: 'ready' })
    const served = writers.map(({ acknowledged }) => acknowledged.length)
    await expect
      .poll(() => writers.every(({ acknowledged }, index) => acknowledged.length > Number(served[index])), {
        timeout: 20_000,
      })
      .toBe(true)
  }

  for (const writer of writers) await writer.stop()
  const codes = new Set(writers.flatMap(({ failures }) => failures))
  expect([...codes]).toEqual(['unavailable'])
  for (const { user, acknowledged } of writers) expect(await titlesOf(user)).toEqual([...acknowledged].sort())
  const count = writers.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0)
  process.stdout.write(`\n${kills} kills of a worker: ${count} tasks created, none lost, none doubled\n`)
}, 240_000)

interface Writer {
  readonly user: User
  /** Titles of created tasks. */
  readonly acknowledged: readonly string[]
  /** Codes of failed attempts. */
  readonly failures: readonly string[]
  stop(): Promise<void>
}

/** Creates one task after the other, and repeats a failed call with the same key until it succeeds. */
function startWriter(user: User): Writer {
  const acknowledged: string[] = []
  const failures: string[] = []
  let isStopping = false
  const writing = (async () => {
    for (let count = 0; !isStopping; count++) {
      const title = `task ${count}`
      let isCreated = false
      while (!isCreated) {
        const outcome = await user.call('tasks.create', { title, idempotencyKey: title.replace(' ', '-') })
        isCreated = outcome.ok
        if (!outcome.ok) {
          failures.push(outcome.code)
          await sleep(50)
        }
      }
      acknowledged.push(title)
      await sleep(20)
    }
  })()
  return {
    user,
    acknowledged,
    failures,
    async stop() {
      isStopping = true
      await writing
    },
  }
}

async function titlesOf(user: User): Promise<string[]> {
  const titles: string[] = []
  let cursor: string | undefined
  do {
    const page = await user.value<{ items: { title: string }[]; nextCursor?: string | null }>('tasks.list', {
      limit: 100,
      ...(cursor && { cursor }),
    })
    titles.push(...page.items.map(({ title }) => title))
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  return titles.sort()
}
