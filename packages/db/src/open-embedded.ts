import { mkdir } from 'node:fs/promises'
import type { PGlite, Transaction } from '@electric-sql/pglite'
import { drizzle } from 'drizzle-orm/pglite'
import { migrate } from 'drizzle-orm/pglite/migrator'
import { diskFull, hasRoom, toOpenError } from './embedded-folder.js'
import { isDiskFull } from './errors.js'
import { lockFolder } from './folder-lock/lock-folder.js'
import { createHistoryReader, type Run, renewEpoch } from './history.js'
import { migrationsFolder, newestMigration, statusQuery } from './migrations.js'
import type { DatabaseOptions, OpenDatabase } from './open-database.js'
import { createCheck } from './readiness.js'
import { openRecovering } from './recovering-pglite.js'
import { type OnStatement, withTiming } from './with-timing.js'

/** Opens PostgreSQL within this process, with its files in a folder or in memory. */
export async function openEmbedded(folder: string, options: DatabaseOptions): Promise<OpenDatabase> {
  const { onQuery, onStatement } = options
  const inMemory = folder === 'memory'
  const unlock = inMemory ? undefined : await claimFolder(folder)
  let isFull = false
  const client = createClient(onStatement, (error) => {
    isFull ||= isDiskFull(error)
  })
  const recovering = await openRecovering(folder, {
    onOpen: client.use,
    onStop: () => client.waitFor(recovering.recover),
  }).catch(async (error) => {
    await unlock?.()
    throw error
  })
  const db = drizzle({ client: client.client, logger: onQuery ? { logQuery: onQuery } : false })
  const run: Run = async (statement) => (await client.query<object>(statement)).rows
  const reader = createHistoryReader(options, false)
  await reader.read(run).catch(async (error) => {
    await recovering.close()
    await unlock?.()
    throw error
  })
  let isClosed = false
  let newest = 0
  let isUpToDate = false
  return {
    db,
    async migrate() {
      await migrate(db, { migrationsFolder })
      await reader.read(run)
    },
    async distribute() {
      throw new TypeError(
        'An embedded database cannot be distributed: set DATABASE_URL to the coordinator of a Citus cluster.',
      )
    },
    // No other process can replace the epoch.
    history: Object.assign(reader, {
      check: async () => {},
      renew: () => renewEpoch(run).finally(() => reader.read(run)),
    }),
    // Not queried once it is up to date, because the query could wait for a long transaction.
    check: createCheck(async () => {
      if (isClosed) throw new Error('The database was closed')
      await recovering.recover()
      if (isFull && !hasRoom(folder)) throw diskFull(folder)
      isFull = false
      if (!isUpToDate) newest = Number((await client.query<{ newest: string }>(statusQuery)).rows[0]?.newest)
      isUpToDate ||= newest >= newestMigration()
      return { newest, isReadOnly: false, isComplete: true }
    }, newestMigration),
    notify: async () => {},
    connections: () => ({ max: 1, used: Math.min(client.inUse(), 1), waiting: Math.max(client.inUse() - 1, 0) }),
    async close() {
      isClosed = true
      await recovering.close()
      await unlock?.()
    },
  }
}

async function claimFolder(folder: string): Promise<() => Promise<void>> {
  try {
    await mkdir(folder, { recursive: true })
    return await lockFolder(folder)
  } catch (error) {
    throw toOpenError(folder, error)
  }
}

/**
 * The part of PGlite that Drizzle uses, and how many statements and transactions run or wait: it runs one at a time. It uses the
 * instance of the last call of `use`, or after `waitFor` the one that is there once the given function has resolved.
 */
function createClient(onStatement: OnStatement | undefined, onError: (error: unknown) => void) {
  let inUse = 0
  async function counted<T>(work: () => Promise<T>): Promise<T> {
    inUse++
    try {
      return await work()
    } catch (error) {
      onError(error)
      throw error
    } finally {
      inUse--
    }
  }
  const queryOn = (target: Pick<PGlite, 'query'>) => withTiming(target.query.bind(target), onStatement)
  let query: PGlite['query']
  let transaction: PGlite['transaction']
  const client = {
    query: (...args: Parameters<PGlite['query']>) => counted(() => query(...args)),
    transaction: <T>(work: (transaction: Pick<Transaction, 'query'>) => Promise<T>) =>
      counted(() => transaction((one) => transact(queryOn(one), work))),
  }
  return {
    client: client as unknown as PGlite, // Drizzle uses no other members
    query: <T>(statement: string) => query<T>(statement),
    inUse: () => inUse,
    use(embedded: PGlite) {
      query = queryOn(embedded)
      transaction = embedded.transaction.bind(embedded)
    },
    waitFor(ready: () => Promise<void>) {
      query = async (...args) => {
        await ready()
        return query(...args) as never
      }
      transaction = async (work) => {
        await ready()
        return transaction(work)
      }
    },
  }
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
