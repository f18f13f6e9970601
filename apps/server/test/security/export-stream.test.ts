import { request } from 'node:http'
import { AccountExport } from '@taskpact/contract'
import { expectProblem, sendTo, transports } from '@taskpact/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenServer, openServer, password, type TokenSession } from './session-calls.js'

const taskCount = 5000
let server: OpenServer
let ada: TokenSession

const send = sendTo(() => server)

beforeAll(async () => {
  server = await openServer()
  const calls = server.by('in-process')
  ada = await calls.signUp()
  await calls.signIn(ada.user.email)
  const eve = await calls.signUp()
  await calls.value('tasks.create', { title: 'A task of Eve' }, eve.token)
  await server.db.execute(sql`
    insert into tasks (user_id, id, title, title_key, description, revision, created_at, updated_at)
    select user_id, gen_random_uuid(), 'Task ' || n, 'TASK ' || n, '"quoted", \\ and ☃', n, now(), now()
    from user_revisions, generate_series(1, ${taskCount}::int) n where user_id = ${ada.user.id}`)
})
afterAll(() => server?.close())

describe.each(transports)('%s', (transport) => {
  let exported: AccountExport
  beforeAll(async () => {
    exported = await server.by(transport).value<AccountExport>('auth.exportMe', {}, ada.token)
  })

  it('exports all data of the user as in the contract, over many pages', () => {
    expect(AccountExport.safeParse(exported).error).toBeUndefined()
    expect(exported.user).toEqual(ada.user)
    expect(exported.sessions.map(({ current }) => current).sort()).toEqual([false, true])
    expect(exported.events.map(({ kind }) => kind)).toEqual(['signed_in', 'signed_up'])
    expect(new Set(exported.tasks.map(({ title }) => title)).size).toBe(taskCount)
    expect(exported.tasks.filter(({ userId }) => userId !== ada.user.id)).toEqual([])
    expect(exported.tasks[0]?.description).toBe('"quoted", \\ and ☃')
  })

  it('exports no secrets', () => {
    const text = JSON.stringify(exported)

    expect(text.replace('"tokens":[', '')).not.toMatch(/hash|argon2|token|kept|usesTokenStore/i)
    expect(text).not.toContain(password)
    expect(text).not.toContain(ada.refreshToken)
  })

  it('exports empty lists for a new account', async () => {
    const calls = server.by(transport)
    const { token } = await calls.signUp()

    expect(await calls.value('auth.exportMe', {}, token)).toMatchObject({ tasks: [], sessions: [{ current: true }] })
  })

  it('exports a deleted task while its text is stored', async () => {
    const calls = server.by(transport)
    const { token } = await calls.signUp()
    const title = `Removed over ${transport}`
    const { id } = await calls.value<{ id: string }>('tasks.create', { title }, token)
    await calls.value('tasks.remove', { taskId: id }, token)

    const stored = JSON.stringify(await server.db.execute(sql`select title from tasks where id = ${id}::uuid`))
    const exported = JSON.stringify(await calls.value('auth.exportMe', {}, token))

    expect(exported.includes(title)).toBe(stored.includes(title))
  })
})

describe('account export over HTTP', () => {
  it('is sent in chunks', async () => {
    const { status, headers, body } = await send('/api/auth/me/export', { token: ada.token })

    expect(status).toBe(200)
    expect(headers['transfer-encoding']).toBe('chunked')
    expect(headers).not.toHaveProperty('content-length')
    expect(headers['content-type']).toMatch(/^application\/json/)
    expect((body as AccountExport).tasks).toHaveLength(taskCount)
  })

  it('survives clients that disconnect during the export', async () => {
    for (let round = 0; round < 10; round += 1) expect(await bytesBeforeDisconnect()).toBeGreaterThan(0)

    const { body } = await send('/api/auth/me/export', { token: ada.token })
    expect((body as AccountExport).tasks).toHaveLength(taskCount)
    expect((await send('/api/me/tasks?limit=1', { token: ada.token })).status).toBe(200)
    expect(server.log.filter((line) => line.includes('"level":50'))).toEqual([])
  })

  it('fails with a problem, and is logged, if the database fails', async () => {
    const calls = server.by('in-process')
    const { token, user } = await calls.signUp()
    await calls.value('tasks.create', { title: 'Out of reach' }, token)

    const response = await withBrokenTasks(() => send('/api/auth/me/export', { token }))

    expectProblem(response, 'unavailable')
    expect(await calls.value('auth.exportMe', {}, token)).toMatchObject({ user: { id: user.id }, tasks: [{}] })
    expect(server.log.filter((line) => line.includes('"level":50'))).toHaveLength(1)
  })
})

/** Disconnects during the export. Returns the number of bytes received before. */
function bytesBeforeDisconnect(): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${ada.token}` }
    const sent = request(`${server.url}/api/auth/me/export`, { agent: false, headers }, (response) => {
      response.once('data', (chunk: Buffer) => {
        sent.destroy()
        resolve(chunk.length)
      })
      response.on('error', () => {}) // the client closed the connection itself
    })
    sent.on('error', reject)
    sent.end()
  })
}

async function withBrokenTasks<T>(run: () => Promise<T>): Promise<T> {
  await server.db.execute(sql`alter table tasks rename column description to moved`)
  try {
    return await run()
  } finally {
    await server.db.execute(sql`alter table tasks rename column moved to description`)
  }
}
