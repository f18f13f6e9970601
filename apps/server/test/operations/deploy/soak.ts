import { once } from 'node:events'
import { type OpenDatabase, openDatabase } from '@taskpact/db'
import { unlimitedCalls } from '@taskpact/testing'
import { sql } from 'drizzle-orm'
import { expect } from 'vitest'
import type { DeployedDirectory } from './deployed-directory.js'
import { type DeployedServer, openFiles, startDeployed } from './deployed-server.js'
import { openTraffic, type Traffic } from './traffic.js'

/** Resources that a process uses. `heap` is in MB, after garbage collection. */
export interface Usage {
  readonly calls: number
  readonly heap: number
  readonly memory: number
  readonly files: number
  /** Sessions of PostgreSQL. */
  readonly sessions: number
}

const clients = 16
/** The run ends at the first of these limits. */
const limits = { calls: 60_000, milliseconds: 36_000 }

/** Preloaded into the server: reports the heap size to the parent process on request. */
const memoryReporter = `data:text/javascript,${encodeURIComponent(`
  process.on('message', () => { gc(); gc(); process.send(process.memoryUsage()) })
  process.channel.unref()`)}`

/** Sends reads and writes over keep-alive connections. Measures the server after a third of the calls and at the end. */
export async function soak(
  directory: DeployedDirectory,
  databaseUrl: string,
): Promise<{ before: Usage; after: Usage }> {
  const env = { DATABASE_URL: databaseUrl, LOG_LEVEL: 'warn', ...unlimitedCalls }
  const server = await startDeployed(directory, env, ['--expose-gc', `--import=${memoryReporter}`])
  const database = await openDatabase(databaseUrl, { poolMax: 1 })
  let traffic: Traffic | undefined
  try {
    const opened = await openTraffic(server.url, clients)
    traffic = opened
    const runUntil = (calls: number, milliseconds: number) => {
      const deadline = performance.now() + milliseconds
      return opened.run(() => opened.calls >= calls || performance.now() > deadline)
    }
    await runUntil(limits.calls / 3, limits.milliseconds / 3)
    const before = { calls: opened.calls, ...(await measure(server, database)) }
    await runUntil(limits.calls, (limits.milliseconds * 2) / 3)
    return { before, after: { calls: opened.calls, ...(await measure(server, database)) } }
  } finally {
    traffic?.close()
    await database.close()
    expect(await server.stop()).toBe(0)
  }
}

async function measure(server: DeployedServer, { db }: OpenDatabase): Promise<Omit<Usage, 'calls'>> {
  const response = once(server.child, 'message')
  server.child.send('report')
  const [{ heapUsed, rss }] = (await response) as [NodeJS.MemoryUsage]
  const [row] = (await db.execute(sql`select count(*)::int as sessions from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`)) as unknown as [{ sessions: number }]
  return { heap: heapUsed / 1e6, memory: rss / 1e6, files: openFiles(server.pid), sessions: row.sessions }
}
