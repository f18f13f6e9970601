import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { createClient } from '@taskpact/client'
import { type OpenDatabase, openDatabase } from '@taskpact/db'
import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import { unlimitedCalls } from '../support/test-server.js'
import type { DeployedDirectory } from './deployed-directory.js'
import { type DeployedServer, openFiles, startDeployed } from './deployed-server.js'

/** What a process holds; the heap in MB, after everything was collected that could be. */
export interface Held {
  readonly calls: number
  readonly heap: number
  readonly memory: number
  readonly files: number
  /** Of PostgreSQL. */
  readonly sessions: number
}

const clients = 16
/** Whichever comes first ends it. */
const most = { calls: 60_000, milliseconds: 60_000 }

/** Loaded before the server: tells what the heap holds when its parent asks. */
const teller = `data:text/javascript,${encodeURIComponent(`
  process.on('message', () => { gc(); gc(); process.send(process.memoryUsage()) })
  process.channel.unref()`)}`

/** Reads and writes over connections that are kept, and looks at the server after a third of the calls and after all. */
export async function soak(directory: DeployedDirectory, databaseUrl: string): Promise<{ before: Held; after: Held }> {
  const env = { DATABASE_URL: databaseUrl, LOG_LEVEL: 'warn', ...unlimitedCalls }
  const server = await startDeployed(directory, env, ['--expose-gc', `--import=${teller}`])
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const database = await openDatabase(databaseUrl, { poolMax: 1 })
  try {
    const tokens = await Promise.all(Array.from({ length: clients }, (_, index) => signUp(server.url, index)))
    let calls = 0
    const until = async (end: typeof most) => {
      const deadline = performance.now() + end.milliseconds
      const isOver = () => calls >= end.calls || performance.now() > deadline
      await Promise.all(tokens.map((token) => live({ agent, url: server.url, token, isOver, onCall: () => calls++ })))
    }
    await until({ calls: most.calls / 3, milliseconds: most.milliseconds / 3 })
    const before = { calls, ...(await held(server, database)) }
    await until({ calls: most.calls, milliseconds: (most.milliseconds * 2) / 3 })
    return { before, after: { calls, ...(await held(server, database)) } }
  } finally {
    agent.destroy()
    await database.close()
    expect(await server.stop()).toBe(0)
  }
}

async function signUp(baseUrl: string, index: number): Promise<string> {
  const account = { email: `soak-${index}@example.com`, password: 'Test123!' }
  return (await createClient({ baseUrl }).auth.signup(account)).token
}

interface Life {
  readonly agent: Agent
  readonly url: string
  readonly token: string
  readonly isOver: () => boolean
  readonly onCall: () => void
}

/** The life of tasks, again and again; they end in the trash. */
async function live({ agent, url, token, isOver, onCall }: Life): Promise<void> {
  const call = async (method: string, path: string, body?: object) => {
    onCall()
    const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) }
    const sent = request(`${url}/api/me${path}`, { method, agent, headers })
    sent.end(body && JSON.stringify(body))
    const [answer] = await once(sent, 'response')
    let text = ''
    for await (const part of answer) text += part
    expect(answer.statusCode, text).toBeLessThan(300)
    return text === '' ? undefined : JSON.parse(text)
  }
  while (!isOver()) {
    const { id } = await call('POST', '/tasks', { title: 'Buy milk', tags: ['home'], dueDate: '2026-12-24' })
    await call('GET', `/tasks/${id}`)
    await call('GET', '/tasks?status=pending&limit=20')
    await call('PATCH', `/tasks/${id}`, { priority: 'high' })
    await call('PATCH', `/tasks/${id}/complete`)
    await call('GET', '/tasks?search=milk')
    await call('DELETE', `/tasks/${id}`)
    await call('GET', '/changes?limit=10')
  }
}

async function held(server: DeployedServer, { db }: OpenDatabase): Promise<Omit<Held, 'calls'>> {
  const told = once(server.child, 'message')
  server.child.send('tell')
  const [{ heapUsed, rss }] = (await told) as [NodeJS.MemoryUsage]
  const [row] = (await db.execute(sql`select count(*)::int as sessions from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`)) as unknown as [{ sessions: number }]
  return { heap: heapUsed / 1e6, memory: rss / 1e6, files: openFiles(server.pid), sessions: row.sessions }
}
