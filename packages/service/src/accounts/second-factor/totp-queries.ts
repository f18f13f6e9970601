import { compiledQuery, type Database, totpSecrets } from '@taskpact/db'
import { and, eq, isNotNull, isNull, lt, sql } from 'drizzle-orm'

const ofUser = eq(totpSecrets.userId, sql.placeholder('userId'))

const findEnabled = compiledQuery({
  name: 'totp_is_enabled',
  build: (db) =>
    db
      .select({ userId: totpSecrets.userId })
      .from(totpSecrets)
      .where(and(ofUser, isNotNull(totpSecrets.enabledAt))),
})

/** Returns whether sign-ins of a user need a second factor. */
export async function hasSecondFactor(userId: string, db: Database): Promise<boolean> {
  return (await findEnabled(db, { userId })).length > 0
}

export type TotpRow = typeof totpSecrets.$inferSelect

const getRow = compiledQuery({
  name: 'totp_get',
  build: (db) => db.select().from(totpSecrets).where(ofUser),
})

/** Returns the authenticator app of a user, also if it is not enabled yet. */
export async function findTotp(userId: string, db: Database): Promise<TotpRow | undefined> {
  const [row] = await getRow(db, { userId })
  return row
}

/** Stores a secret that is not enabled yet, in place of an earlier one. Returns nothing if one is enabled. */
export const putTotp = compiledQuery({
  name: 'totp_put',
  build: (db) =>
    db
      .insert(totpSecrets)
      .values({
        userId: sql.placeholder('userId'),
        secret: sql.placeholder('secret'),
        createdAt: sql.placeholder('createdAt'),
      })
      .onConflictDoUpdate({
        target: totpSecrets.userId,
        set: { secret: sql`excluded.secret`, createdAt: sql`excluded.created_at`, lastStep: 0 },
        setWhere: isNull(totpSecrets.enabledAt),
      })
      .returning({ userId: totpSecrets.userId }),
})

export const enableTotp = compiledQuery({
  name: 'totp_enable',
  build: (db) =>
    db
      .update(totpSecrets)
      .set({ enabledAt: sql`${sql.placeholder('now')}::timestamptz` })
      .where(and(ofUser, isNull(totpSecrets.enabledAt))),
})

/** Uses the code of a time step. Returns nothing if that code or a later one was used before. */
export const useTotpStep = compiledQuery({
  name: 'totp_use_step',
  build: (db) =>
    db
      .update(totpSecrets)
      .set({ lastStep: sql`${sql.placeholder('step')}::bigint` })
      .where(and(ofUser, lt(totpSecrets.lastStep, sql`${sql.placeholder('step')}::bigint`)))
      .returning({ userId: totpSecrets.userId }),
})

/** Replaces the encrypted text of a secret. */
export const setTotpSecret = compiledQuery({
  name: 'totp_set_secret',
  build: (db) =>
    db
      .update(totpSecrets)
      .set({ secret: sql`${sql.placeholder('secret')}::text` })
      .where(ofUser),
})

/** Removes an authenticator app that is enabled. Returns nothing if there is none. */
export const deleteEnabledTotp = compiledQuery({
  name: 'totp_delete',
  build: (db) =>
    db
      .delete(totpSecrets)
      .where(and(ofUser, isNotNull(totpSecrets.enabledAt)))
      .returning({ userId: totpSecrets.userId }),
})
