import { mkdir } from 'node:fs/promises'
import { PGlite, type Transaction } from '@electric-sql/pglite'
import { btree_gin } from '@electric-sql/pglite/contrib/btree_gin'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { drizzle } from 'drizzle-orm/pglite'
import { migrate } from 'drizzle-orm/pglite/migrator'
import { lockFolder } from './folder-lock/lock-folder.js'
import { createHistoryReader, type Run, renewEpoch } from './history.js'
import { migrationsFolder, newestMigration, statusQuery } from './migrations.js'
import type { DatabaseOptions, OpenDatabase } from './open-database.js'
import { createCheck } from './readiness.js'
import { type OnStatement, withTiming } from './with-timing.js'

/** Opens PostgreSQL within this process, with its files in a folder or in memory. */
export async function openEmbedded(folder: string, options: DatabaseOptions): Promise<OpenDatabase> {
  const { onQuery, onStatement } = options
  const inMemory = folder === 'memory'
  if (!inMemory) await mkdir(folder, { recursive: true })
  const unlock = inMemory ? undefined : await lockFolder(folder)
  const embedded = await createPGlite(inMemory ? 'memory://' : folder).catch(async (error) => {
    await unlock?.()
    throw error
  })
  const { client, inUse } = createClient(embedded, onStatement)
  const db = drizzle({ client, logger: onQuery ? { logQuery: onQuery } : false })
  const run: Run = async (statement) => (await embedded.query<object>(statement)).rows
  const reader = createHistoryReader(options, false)
  await reader.read(run).catch(async (error) => {
    await embedded.close()
    await unlock?.()
    throw error
  })
  let newest = 0
  let isUpToDate = false
  return {
    db,
    async migrate() {
      await migrate(db, { migrationsFolder })
      await reader.read(run)
    },
    // No other process can replace the epoch.
    history: Object.assign(reader, {
      check: async () => {},
      renew: () => renewEpoch(run).finally(() => reader.read(run)),
    }),
    // Not queried once it is up to date, because the query could wait for a long transaction.
    check: createCheck(async () => {
      if (embedded.closed) throw new Error('The database was closed')
      if (!isUpToDate) newest = Number((await embedded.query<{ newest: string }>(statusQuery)).rows[0]?.newest)
      isUpToDate ||= newest >= newestMigration()
      return { newest, isReadOnly: false }
    }, newestMigration),
    connections: () => ({ max: 1, used: Math.min(inUse(), 1), waiting: Math.max(inUse() - 1, 0) }),
    async close() {
      await embedded.close()
      await unlock?.()
    },
  }
}

function createPGlite(dataDir: string): Promise<PGlite> {
  return PGlite.create({ dataDir, extensions: { btree_gin, pg_trgm } })
}

/** The part of PGlite that Drizzle uses, and how many statements and transactions run or wait: it runs one at a time. */
function createClient(embedded: PGlite, onStatement: OnStatement | undefined) {
  let inUse = 0
  async function counted<T>(work: () => Promise<T>): Promise<T> {
    inUse++
    try {
      return await work()
    } finally {
      inUse--
    }
  }
  const queryOn = (target: Pick<PGlite, 'query'>) => withTiming(target.query.bind(target), onStatement)
  const query = queryOn(embedded)
  const client = {
    query: (...args: Parameters<PGlite['query']>) => counted(() => query(...args)),
    transaction: <T>(work: (transaction: Pick<Transaction, 'query'>) => Promise<T>) =>
      counted(() => embedded.transaction((transaction) => transact(queryOn(transaction), work))),
  }
  return { client: client as unknown as PGlite, inUse: () => inUse } // Drizzle uses no other members
}

/** PGlite takes a transaction for committed although a statement failed that was not awaited, so this awaits them. */
async function transact<T>(
  query: (...args: Parameters<PGlite['query']>) => Promise<unknown>,
  work: (transaction: Pick<Transaction, 'query'>) => Promise<T>,
): Promise<T> {
  const pending = new Set<Promise<unknown>>()
  const tracked = (...args: Parameters<PGlite['query']>) => {
    const sent = query(...args)
    pending.add(sent)
    const done = () => pending.delete(sent)
    sent.then(done, done)
    return sent
  }
  const result = await work({ query: tracked as Transaction['query'] })
  await Promise.all(pending)
  return result
}
