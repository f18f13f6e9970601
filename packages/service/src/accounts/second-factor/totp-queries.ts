import { compiledQuery, type Database, totpSecrets } from '@taskpact/db'
import { and, eq, isNotNull, sql } from 'drizzle-orm'

const findEnabled = compiledQuery({
  name: 'totp_is_enabled',
  build: (db) =>
    db
      .select({ userId: totpSecrets.userId })
      .from(totpSecrets)
      .where(and(eq(totpSecrets.userId, sql.placeholder('userId')), isNotNull(totpSecrets.enabledAt))),
})

/** Returns whether sign-ins of a user need a second factor. */
export async function hasSecondFactor(userId: string, db: Database): Promise<boolean> {
  return (await findEnabled(db, { userId })).length > 0
}
