import { compiledQuery, type Database, users } from '@taskpact/db'
import { and, eq, isNull, lt, or, sql } from 'drizzle-orm'
import { claimEmail, deleteEmail } from './email-queries.js'
import type { ExternalClaims } from './external-token.js'

/** What this service has stored of the claims of a user's newest token. */
export interface Profile {
  /** Whether the user has a password here, so that no token changes the profile. */
  readonly hasPassword: boolean
  readonly email: string | null
  readonly claimedName: string | null
  readonly claimsIssuedAt: string | null
}

/** Returns whether a token is newer than the stored profile and differs from it. */
export function changesProfile({ name, email, token }: ExternalClaims, user: Profile): boolean {
  const issuedAt = toTimestamp(token.issuedAt)
  if (user.hasPassword || issuedAt === undefined) return false
  if (user.claimsIssuedAt === null) return true
  if (issuedAt <= user.claimsIssuedAt) return false
  return (name !== undefined && name !== user.claimedName) || (email !== undefined && email !== user.email)
}

const isOlder = or(
  isNull(users.claimsIssuedAt),
  lt(users.claimsIssuedAt, sql`${sql.placeholder('issuedAt')}::timestamptz`),
)
const claimedName = sql`coalesce(${sql.placeholder('name')}::text, ${users.claimedName})`

/** Locks a user whose profile is from an older token. */
const lockOlder = compiledQuery({
  name: 'external_user_lock',
  build: (db) =>
    db
      .select({ email: users.email, claimsIssuedAt: users.claimsIssuedAt, emailVerifiedAt: users.emailVerifiedAt })
      .from(users)
      .where(and(eq(users.id, sql.placeholder('id')), isNull(users.passwordHash), isOlder))
      .for('no key update'),
})

const updateClaims = compiledQuery({
  name: 'external_user_update',
  build: (db) =>
    db
      .update(users)
      .set({
        // A name that the user chose here is kept until the issuer has another one.
        name: sql`case when ${claimedName} is distinct from ${users.claimedName} then ${claimedName} else ${users.name} end`,
        claimedName,
        email: sql`${sql.placeholder('email')}::text`,
        claimsIssuedAt: sql`${sql.placeholder('issuedAt')}::timestamptz`,
      })
      .where(eq(users.id, sql.placeholder('id'))),
})

/** Stores the profile of a newer token. Removes the e-mail address if the new one belongs to another account. */
export async function applyClaims({ userId: id, name, email, token }: ExternalClaims, db: Database): Promise<void> {
  const issuedAt = toTimestamp(token.issuedAt)
  await db.transaction(async (tx) => {
    const [user] = await lockOlder(tx, { id, issuedAt })
    if (!user) return
    // Without either timestamp, the address is from an earlier release, which did not verify it.
    const stored = user.claimsIssuedAt === null && user.emailVerifiedAt === null ? null : user.email
    const claimed = email && (await claimEmail(tx, { email, owner: id })) ? email : null
    const newEmail = email === undefined ? stored : claimed
    await updateClaims(tx, { id, name: name ?? null, email: newEmail, issuedAt })
    if (user.email !== null && user.email !== newEmail) await deleteEmail(tx, { email: user.email, owner: id })
  })
}

export function toTimestamp(seconds: number | undefined): string | undefined {
  return seconds === undefined ? undefined : new Date(seconds * 1000).toISOString()
}
