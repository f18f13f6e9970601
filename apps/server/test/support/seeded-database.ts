import { type OpenDatabase, openDatabase, userRevisions, users } from '@taskpact/db'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'

export interface SeededDatabase extends TestDatabase {
  /** The stored hash of each address; no server may have the database open. */
  hashes(): Promise<ReadonlyMap<string, string>>
}

/** A database that holds accounts from before, by their addresses and the hashes of their passwords. */
export async function seededDatabase(accounts: ReadonlyMap<string, string>): Promise<SeededDatabase> {
  const database = await createTestDatabase()
  await within(database.url, async ({ db, migrate }) => {
    await migrate()
    for (const [email, passwordHash] of accounts) {
      await db.insert(users).values({ id: email, email, passwordHash, createdAt: '2026-01-01T00:00:00.000Z' })
      await db.insert(userRevisions).values({ userId: email })
    }
  })
  return {
    ...database,
    hashes: () =>
      within(database.url, async ({ db }) => {
        const rows = await db.select().from(users)
        return new Map(rows.map(({ email, passwordHash }) => [email ?? '', passwordHash ?? '']))
      }),
  }
}

async function within<T>(url: string, work: (database: OpenDatabase) => Promise<T>): Promise<T> {
  const database = await openDatabase(url, { poolMax: 1 })
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}
