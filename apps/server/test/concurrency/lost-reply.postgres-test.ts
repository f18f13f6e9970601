import { createClient } from '@taskpact/client'
import { type OpenDatabase, openDatabase, tasks } from '@taskpact/db'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import { expectProblem, json, sendTo, startTestServer, type TestServer } from '@taskpact/testing'
import { and, count, eq, isNull } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Account, api } from '../support/api.js'
import { type Cut, type CuttingProxy, startCuttingProxy } from './cutting-proxy.js'

let database: TestDatabase
let direct: OpenDatabase
let beforeDatabase: CuttingProxy
let beforeServer: CuttingProxy
let server: TestServer

beforeAll(async () => {
  database = await createTestDatabase()
  direct = await openDatabase(database.url, { poolMax: 1 })
  const url = new URL(database.url)
  beforeDatabase = await startCuttingProxy(Number(url.port))
  url.port = String(beforeDatabase.port)
  url.searchParams.set('prepare', 'false') // so that `commit` is sent as text
  server = await startTestServer({ database, env: { DATABASE_URL: url.href } })
  beforeServer = await startCuttingProxy(Number(new URL(server.url).port))
})
afterAll(async () => {
  await server?.close()
  await beforeServer?.close()
  await beforeDatabase?.close()
  await direct?.close()
  await database?.drop()
})

async function rowsOf({ id }: Account): Promise<number> {
  const live = and(eq(tasks.userId, id), isNull(tasks.deletedAt))
  const [rows] = await direct.db.select({ count: count() }).from(tasks).where(live)
  return rows?.count ?? 0
}

/** Signs up a user with a task in the trash, and a client that records the response to each request. */
async function someone(baseUrl: string) {
  const account = await api(server).signUp()
  const { id: trashed } = await account.client.tasks.create({ title: 'In the trash' })
  await account.client.tasks.remove({ taskId: trashed })
  const answers: { status: number; replayed: boolean }[] = []
  const listening: typeof fetch = async (...request) => {
    const response = await fetch(...request)
    answers.push({ status: response.status, replayed: response.headers.has('idempotency-replayed') })
    return response
  }
  return { account, trashed, answers, client: createClient({ baseUrl, token: account.token, fetch: listening }) }
}
type Someone = Awaited<ReturnType<typeof someone>>

/** Calls that create one task, with their success status. */
const makes = {
  create: [201, ({ client }: Someone) => client.tasks.create({ title: 'Once' })],
  batch: [200, ({ client }: Someone) => client.tasks.batch({ operations: [{ op: 'create', title: 'Once' }] })],
  import: [200, ({ client }: Someone) => client.tasks.import({ content: '[{"title":"Once"}]' })],
  restore: [200, ({ client, trashed }: Someone) => client.tasks.restore({ taskId: trashed })],
} as const
const names = Object.keys(makes) as (keyof typeof makes)[]

async function cutDuring<T>(proxy: CuttingProxy, cut: Cut, call: () => Promise<T>): Promise<{ ending: Promise<T> }> {
  const done = proxy.cut(cut)
  const ending = call()
  ending.catch(() => {}) // its caller handles the failure
  await Promise.race([done, ending.catch(() => {})])
  return { ending }
}

const commitDone: Cut = { sentBy: 'server', at: 'COMMIT\0' }
const commitAsked: Cut = { sentBy: 'client', at: 'commit' }
const insertDone: Cut = { sentBy: 'server', at: 'INSERT 0 1\0' }

describe('database connection lost, client with retries', () => {
  const cuts = names.flatMap((name) => [
    { name, cut: commitDone, when: 'after the commit', replayed: true },
    { name, cut: commitAsked, when: 'before the commit', replayed: false },
  ])
  const calls = new Map<(typeof cuts)[number], Someone & { readonly ending: Promise<unknown> }>()

  // The clients wait for seconds because of Retry-After, so they run in parallel.
  beforeAll(async () => {
    const people: Someone[] = []
    for (const _ of cuts) people.push(await someone(server.url))
    for (const [index, one] of cuts.entries()) {
      const person = people[index] as Someone
      calls.set(one, {
        ...person,
        ...(await cutDuring<unknown>(beforeDatabase, one.cut, () => makes[one.name][1](person))),
      })
    }
  })

  it.each(cuts.map((one) => [one.when, one.name, one] as const))('%s: %s has one effect', async (...[, , one]) => {
    const { ending, account, answers } = calls.get(one) as Someone & { ending: Promise<unknown> }
    await ending

    expect(await rowsOf(account)).toBe(1)
    expect(answers).toEqual([
      { status: 503, replayed: false },
      { status: makes[one.name][0], replayed: one.replayed },
    ])
  })
})

describe('database connection lost, client without retries', () => {
  const send = sendTo(() => server)

  it.each([
    [
      'a transaction that is committed',
      commitDone,
      'tasks/batch',
      { operations: [{ op: 'create', title: 'Once' }] },
      1,
    ],
    ['a transaction that is not committed', commitAsked, 'tasks/import', [{ title: 'Once' }], 0],
    ['a single statement', insertDone, 'tasks', { title: 'Once' }, 1],
  ] as const)('%s is `unavailable` and reveals nothing of the database', async (_what, cut, path, body, rows) => {
    const { account } = await someone(server.url)
    const { token } = account
    const call = () => send(`/api/me/${path}`, { method: 'POST', token, ...json(body) })
    const answer = await (await cutDuring(beforeDatabase, cut, call)).ending

    expectProblem(answer, 'unavailable')
    expect(answer.headers['retry-after']).toMatch(/^[1-9]\d?$/)
    expect(answer.text).not.toMatch(/CONNECTION|ECONN|socket|postgres|127\.0\.0\.1|commit|:\d{4,5}\b/i)
    expect(await rowsOf(account)).toBe(rows)
  })

  it('a read is retried by the server', async () => {
    const { account } = await someone(server.url)
    const list = () => send('/api/me/tasks', { token: account.token })
    const asked: Cut = { sentBy: 'client', at: account.id }

    const { ending } = await cutDuring(beforeDatabase, asked, list)

    expect(await ending).toMatchObject({ status: 200, body: { items: [] } })
  })

  it('a later call with the same key returns the outcome', async () => {
    const { account } = await someone(server.url)
    const client = createClient({ baseUrl: server.url, token: account.token, retries: 0 })
    const create = () => client.tasks.create({ title: 'Once', idempotencyKey: 'by-hand' })
    const { ending } = await cutDuring(beforeDatabase, commitDone, create)

    await expect(ending).rejects.toMatchObject({ code: 'unavailable' })
    expect(await create()).toMatchObject({ title: 'Once' })
    expect(await rowsOf(account)).toBe(1)
  })
})

describe('client connection lost', () => {
  const throughProxy = () => someone(`http://127.0.0.1:${beforeServer.port}`)
  const reply = { sentBy: 'server', at: 'HTTP/1.1 20' } as const
  const cuts = names.flatMap((name) => [
    { name, cut: reply, when: 'before the response' },
    { name, cut: { ...reply, passing: 300 }, when: 'within the headers' },
    { name, cut: { ...reply, at: '\r\n\r\n{', passing: 14 }, when: 'within the body' },
  ])

  it.each(cuts.map((one) => [one.when, one.name, one.cut] as const))(
    '%s: %s has one effect',
    async (_when, name, cut) => {
      const person = await throughProxy()
      await (await cutDuring<unknown>(beforeServer, cut, () => makes[name][1](person))).ending

      expect(await rowsOf(person.account)).toBe(1)
      expect(person.answers.at(-1)).toEqual({ status: makes[name][0], replayed: true })
    },
  )

  it('within the request: the next attempt creates the task', async () => {
    const person = await throughProxy()
    const cut: Cut = { sentBy: 'client', at: '{"title"', passing: 3 }
    await (await cutDuring<unknown>(beforeServer, cut, () => makes.create[1](person))).ending

    expect(await rowsOf(person.account)).toBe(1)
    expect(person.answers).toEqual([{ status: 201, replayed: false }])
  })
})
