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
let databaseProxy: CuttingProxy
let serverProxy: CuttingProxy
let server: TestServer

beforeAll(async () => {
  database = await createTestDatabase()
  direct = await openDatabase(database.url, { poolMax: 1 })
  const url = new URL(database.url)
  databaseProxy = await startCuttingProxy(Number(url.port))
  url.port = String(databaseProxy.port)
  url.searchParams.set('pgbouncer', 'true') // so that `commit` is sent as text
  server = await startTestServer({ database, env: { DATABASE_URL: url.href } })
  serverProxy = await startCuttingProxy(Number(new URL(server.url).port))
})
afterAll(async () => {
  await server?.close()
  await serverProxy?.close()
  await databaseProxy?.close()
  await direct?.close()
  await database?.drop()
})

async function rowsOf({ id }: Account): Promise<number> {
  const live = and(eq(tasks.userId, id), isNull(tasks.deletedAt))
  const [rows] = await direct.db.select({ count: count() }).from(tasks).where(live)
  return rows?.count ?? 0
}

/** Signs up a user with a task in the trash, and a client that records the response to each request. */
async function signUpUser(baseUrl: string) {
  const account = await api(server).signUp()
  const { id: trashed } = await account.client.tasks.create({ title: 'In the trash' })
  await account.client.tasks.remove({ taskId: trashed })
  const responses: { status: number; replayed: boolean }[] = []
  const recordingFetch: typeof fetch = async (...request) => {
    const response = await fetch(...request)
    responses.push({ status: response.status, replayed: response.headers.has('idempotency-replayed') })
    return response
  }
  return {
    account,
    trashed,
    responses,
    client: createClient({ baseUrl, token: account.token, fetch: recordingFetch }),
  }
}
type RecordedUser = Awaited<ReturnType<typeof signUpUser>>

/** Calls that create one task, with their success status. */
const createsOne = {
  create: [201, ({ client }: RecordedUser) => client.tasks.create({ title: 'Once' })],
  batch: [200, ({ client }: RecordedUser) => client.tasks.batch({ operations: [{ op: 'create', title: 'Once' }] })],
  import: [200, ({ client }: RecordedUser) => client.tasks.import({ content: '[{"title":"Once"}]' })],
  restore: [200, ({ client, trashed }: RecordedUser) => client.tasks.restore({ taskId: trashed })],
} as const
const names = Object.keys(createsOne) as (keyof typeof createsOne)[]

async function cutDuring<T>(proxy: CuttingProxy, cut: Cut, call: () => Promise<T>): Promise<{ outcome: Promise<T> }> {
  const done = proxy.cut(cut)
  const outcome = call()
  outcome.catch(() => {}) // its caller handles the failure
  await Promise.race([done, outcome.catch(() => {})])
  return { outcome }
}

const commitResponse: Cut = { sentBy: 'server', at: 'COMMIT\0' }
const commitRequest: Cut = { sentBy: 'client', at: 'commit' }
const insertResponse: Cut = { sentBy: 'server', at: 'INSERT 0 1\0' }

describe('database connection lost, client with retries', () => {
  const cuts = names.flatMap((name) => [
    { name, cut: commitResponse, when: 'after the commit', replayed: true },
    { name, cut: commitRequest, when: 'before the commit', replayed: false },
  ])
  const calls = new Map<(typeof cuts)[number], RecordedUser & { readonly outcome: Promise<unknown> }>()

  // The clients wait for seconds because of Retry-After, so they run in parallel.
  beforeAll(async () => {
    const users: RecordedUser[] = []
    for (const _ of cuts) users.push(await signUpUser(server.url))
    for (const [index, one] of cuts.entries()) {
      const user = users[index] as RecordedUser
      calls.set(one, {
        ...user,
        ...(await cutDuring<unknown>(databaseProxy, one.cut, () => createsOne[one.name][1](user))),
      })
    }
  })

  it.each(cuts.map((one) => [one.when, one.name, one] as const))('%s: %s has one effect', async (...[, , one]) => {
    const { outcome, account, responses } = calls.get(one) as RecordedUser & { outcome: Promise<unknown> }
    await outcome

    expect(await rowsOf(account)).toBe(1)
    expect(responses).toEqual([
      { status: 503, replayed: false },
      { status: createsOne[one.name][0], replayed: one.replayed },
    ])
  })
})

describe('database connection lost, client without retries', () => {
  const send = sendTo(() => server)

  it.each([
    [
      'a transaction that is committed',
      commitResponse,
      'tasks/batch',
      { operations: [{ op: 'create', title: 'Once' }] },
      1,
    ],
    ['a transaction that is not committed', commitRequest, 'tasks/import', [{ title: 'Once' }], 0],
    ['a single statement', insertResponse, 'tasks', { title: 'Once' }, 1],
  ] as const)('%s is `unavailable` and reveals nothing of the database', async (_what, cut, path, body, rows) => {
    const { account } = await signUpUser(server.url)
    const { token } = account
    const call = () => send(`/api/me/${path}`, { method: 'POST', token, ...json(body) })
    const response = await (await cutDuring(databaseProxy, cut, call)).outcome

    expectProblem(response, 'unavailable')
    expect(response.headers['retry-after']).toMatch(/^[1-9]\d?$/)
    expect(response.text).not.toMatch(/CONNECTION|ECONN|socket|postgres|127\.0\.0\.1|commit|:\d{4,5}\b/i)
    expect(await rowsOf(account)).toBe(rows)
  })

  it('a read is retried by the server', async () => {
    const { account } = await signUpUser(server.url)
    const list = () => send('/api/me/tasks', { token: account.token })
    const queryRequest: Cut = { sentBy: 'client', at: account.id }

    const { outcome } = await cutDuring(databaseProxy, queryRequest, list)

    expect(await outcome).toMatchObject({ status: 200, body: { items: [] } })
  })

  it('a later call with the same key returns the outcome', async () => {
    const { account } = await signUpUser(server.url)
    const client = createClient({ baseUrl: server.url, token: account.token, retries: 0 })
    const create = () => client.tasks.create({ title: 'Once', idempotencyKey: 'by-hand' })
    const { outcome } = await cutDuring(databaseProxy, commitResponse, create)

    await expect(outcome).rejects.toMatchObject({ code: 'unavailable' })
    expect(await create()).toMatchObject({ title: 'Once' })
    expect(await rowsOf(account)).toBe(1)
  })
})

describe('client connection lost', () => {
  const throughProxy = () => signUpUser(`http://127.0.0.1:${serverProxy.port}`)
  const success = { sentBy: 'server', at: 'HTTP/1.1 20' } as const
  const cuts = names.flatMap((name) => [
    { name, cut: success, when: 'before the response' },
    { name, cut: { ...success, passing: 300 }, when: 'within the headers' },
    { name, cut: { ...success, at: '\r\n\r\n{', passing: 14 }, when: 'within the body' },
  ])

  it.each(cuts.map((one) => [one.when, one.name, one.cut] as const))(
    '%s: %s has one effect',
    async (_when, name, cut) => {
      const user = await throughProxy()
      await (await cutDuring<unknown>(serverProxy, cut, () => createsOne[name][1](user))).outcome

      expect(await rowsOf(user.account)).toBe(1)
      expect(user.responses.at(-1)).toEqual({ status: createsOne[name][0], replayed: true })
    },
  )

  it('within the request: the next attempt creates the task', async () => {
    const user = await throughProxy()
    const cut: Cut = { sentBy: 'client', at: '{"title"', forwarded: 3 }
    await (await cutDuring<unknown>(serverProxy, cut, () => createsOne.create[1](user))).outcome

    expect(await rowsOf(user.account)).toBe(1)
    expect(user.responses).toEqual([{ status: 201, replayed: false }])
  })
})
