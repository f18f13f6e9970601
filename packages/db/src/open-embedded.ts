import { mkdir } from 'node:fs/promises'
import { PGlite, type Transaction } from '@electric-sql/pglite'
import { btree_gin } from '@electric-sql/pglite/contrib/btree_gin'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { drizzle } from 'drizzle-orm/pglite'
import { migrate } from 'drizzle-orm/pglite/migrator'
import { claimFolder } from './claim-folder.js'
import { migrationsFolder, newestMigration, sightOf } from './migrations.js'
import type { DatabaseOptions, OpenDatabase } from './open-database.js'
import { createCheck } from './readiness.js'
import { type OnStatement, told } from './told.js'

/** PostgreSQL within this process, its files in a folder, or in memory. */
export async function openEmbedded(folder: string, { onQuery, onStatement }: DatabaseOptions): Promise<OpenDatabase> {
  const inMemory = folder === 'memory'
  if (!inMemory) await mkdir(folder, { recursive: true })
  const release = inMemory ? undefined : await claimFolder(folder)
  const embedded = await PGlite.create({ dataDir: inMemory ? 'memory://' : folder, extensions: { btree_gin, pg_trgm } })
  const { client, asked } = counting(embedded, onStatement)
  const db = drizzle({ client, logger: onQuery ? { logQuery: onQuery } : false })
  let newest = 0
  let isUpToDate = false
  return {
    db,
    migrate: () => migrate(db, { migrationsFolder }),
    // Within the process it is always near; a question would only wait for its turn after a long transaction.
    check: createCheck(async () => {
      if (embedded.closed) throw new Error('The database was closed')
      if (!isUpToDate) newest = Number((await embedded.query<{ newest: string }>(sightOf)).rows[0]?.newest)
      isUpToDate ||= newest >= newestMigration()
      return { newest, isReadOnly: false }
    }, newestMigration),
    connections: () => ({ max: 1, used: Math.min(asked(), 1), waiting: Math.max(asked() - 1, 0) }),
    async close() {
      await embedded.close()
      await release?.()
    },
  }
}

/** What drizzle calls of PGlite, and how many want something of it: it serves one at a time. */
function counting(embedded: PGlite, onStatement: OnStatement | undefined) {
  let asked = 0
  async function counted<T>(work: () => Promise<T>): Promise<T> {
    asked++
    try {
      return await work()
    } finally {
      asked--
    }
  }
  const queryOf = (target: Pick<PGlite, 'query'>) => told(target.query.bind(target), onStatement)
  const query = queryOf(embedded)
  const client = {
    query: (...given: Parameters<PGlite['query']>) => counted(() => query(...given)),
    transaction: <T>(work: (transaction: Pick<Transaction, 'query'>) => Promise<T>) =>
      counted(() =>
        embedded.transaction((transaction) => work({ query: queryOf(transaction) as Transaction['query'] })),
      ),
  }
  return { client: client as unknown as PGlite, asked: () => asked } // drizzle uses no more of it
}
