import { request } from 'node:http'
import { AccountExport } from '@taskpact/contract'
import { sendTo, transports } from '@taskpact/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenServer, openServer, password, type TokenSession } from './session-calls.js'

const many = 5000
let server: OpenServer
let ada: TokenSession

const send = sendTo(() => server)

beforeAll(async () => {
  server = await openServer()
  const calls = server.by('in-process')
  ada = await calls.signUp()
  await calls.signIn(ada.user.email)
  const eve = await calls.signUp()
  await calls.value('tasks.create', { title: 'A task of another' }, eve.token)
  await server.db.execute(sql`
    insert into tasks (user_id, id, title, title_key, description, revision, created_at, updated_at)
    select ${ada.user.id}, gen_random_uuid(), 'Task ' || n, 'TASK ' || n, '"quoted", \\ and ☃', n, now(), now()
    from generate_series(1, ${many}::int) n`)
})
afterAll(() => server?.close())

describe.each(transports)('%s', (wayName) => {
  it('exports everything, many pages of it, as the contract says', async () => {
    const exported = await server.by(wayName).value<AccountExport>('auth.exportMe', {}, ada.token)

    expect(AccountExport.safeParse(exported).error).toBeUndefined()
    expect(exported.user).toEqual(ada.user)
    expect(exported.sessions.map(({ current }) => current).sort()).toEqual([false, true])
    expect(exported.events.map(({ kind }) => kind)).toEqual(['signed_in', 'signed_up'])
    expect(new Set(exported.tasks.map(({ title }) => title)).size).toBe(many)
    expect(exported.tasks.filter(({ userId }) => userId !== ada.user.id)).toEqual([])
    expect(exported.tasks[0]?.description).toBe('"quoted", \\ and ☃')
  })

  it('exports nothing that is secret', async () => {
    const text = JSON.stringify(await server.by(wayName).value('auth.exportMe', {}, ada.token))

    expect(text).not.toMatch(/hash|argon2|token|kept|usesTokenStore/i)
    expect(text).not.toContain(password)
    expect(text).not.toContain(ada.refreshToken)
  })

  it('exports an account that holds nothing yet, with empty lists', async () => {
    const calls = server.by(wayName)
    const { token } = await calls.signUp()

    expect(await calls.value('auth.exportMe', {}, token)).toMatchObject({ tasks: [], sessions: [{ current: true }] })
  })

  it('exports a removed task as long as the database holds its text', async () => {
    const calls = server.by(wayName)
    const { token } = await calls.signUp()
    const title = `Removed over ${wayName}`
    const { id } = await calls.value<{ id: string }>('tasks.create', { title }, token)
    await calls.value('tasks.remove', { taskId: id }, token)

    const held = JSON.stringify(await server.db.execute(sql`select title from tasks where id = ${id}::uuid`))
    const exported = JSON.stringify(await calls.value('auth.exportMe', {}, token))

    expect(exported.includes(title)).toBe(held.includes(title))
  })
})

describe('over a socket', () => {
  it('sends the export in chunks', async () => {
    const { status, headers, body } = await send('/api/auth/me/export', { token: ada.token })

    expect(status).toBe(200)
    expect(headers['transfer-encoding']).toBe('chunked')
    expect(headers).not.toHaveProperty('content-length')
    expect(headers['content-type']).toMatch(/^application\/json/)
    expect((body as AccountExport).tasks).toHaveLength(many)
  })

  it('lets a client go away in the middle', async () => {
    for (let turn = 0; turn < 10; turn += 1) expect(await bytesBeforeLeaving()).toBeGreaterThan(0)

    const { body } = await send('/api/auth/me/export', { token: ada.token })
    expect((body as AccountExport).tasks).toHaveLength(many)
    expect((await send('/api/me/tasks?limit=1', { token: ada.token })).status).toBe(200)
    expect(server.log.filter((line) => line.includes('"level":50'))).toEqual([])
  })

  it('aborts when the database fails midway, and logs why', async () => {
    const calls = server.by('in-process')
    const { token, user } = await calls.signUp()
    await calls.value('tasks.create', { title: 'Out of reach' }, token)
    const broken = await withBrokenTasks(() =>
      fetch(`${server.url}/api/auth/me/export`, { headers: { authorization: `Bearer ${token}` } }).then(
        async (answer) => ({ status: answer.status, whole: await answer.text().catch(() => undefined) }),
      ),
    )

    expect(broken.whole === undefined || broken.status === 500).toBe(true)
    expect(await calls.value('auth.exportMe', {}, token)).toMatchObject({ user: { id: user.id }, tasks: [{}] })
    expect(server.log.filter((line) => line.includes('"level":50'))).toHaveLength(1)
  })
})

/** How much of the export came before the client hung up. */
function bytesBeforeLeaving(): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${ada.token}` }
    const sent = request(`${server.url}/api/auth/me/export`, { agent: false, headers }, (response) => {
      response.once('data', (chunk: Buffer) => {
        sent.destroy()
        resolve(chunk.length)
      })
      response.on('error', () => {}) // it was us who hung up
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
