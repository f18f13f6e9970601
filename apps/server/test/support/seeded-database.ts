import { type OpenDatabase, openDatabase, userRevisions, users } from '@taskpact/db'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'

export interface SeededDatabase extends TestDatabase {
  /** Returns the stored hash of each address. The database must not be open elsewhere. */
  hashes(): Promise<ReadonlyMap<string, string>>
}

/** Creates a database with the given accounts: e-mail address to password hash. */
export async function seededDatabase(accounts: ReadonlyMap<string, string>): Promise<SeededDatabase> {
  const database = await createTestDatabase()
  await withDatabase(database.url, async ({ db, migrate }) => {
    await migrate()
    for (const [email, passwordHash] of accounts) {
      await db.insert(users).values({ id: email, email, passwordHash, createdAt: '2026-01-01T00:00:00.000Z' })
      await db.insert(userRevisions).values({ userId: email })
    }
  })
  return {
    ...database,
    hashes: () =>
      withDatabase(database.url, async ({ db }) => {
        const rows = await db.select().from(users)
        return new Map(rows.map(({ email, passwordHash }) => [email ?? '', passwordHash ?? '']))
      }),
  }
}

async function withDatabase<T>(url: string, use: (database: OpenDatabase) => Promise<T>): Promise<T> {
  const database = await openDatabase(url, { poolMax: 1 })
  try {
    return await use(database)
  } finally {
    await database.close()
  }
}
