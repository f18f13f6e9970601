import { compiledQuery, type Database, isDuplicateKey, users } from '@taskpact/db'
import { and, eq, isNull, lt, or, sql } from 'drizzle-orm'
import type { ExternalClaims } from './external-token.js'
import { releaseUnverifiedEmail } from './user-queries.js'

/** What this service has stored of the claims of a user's newest token. */
export interface Profile {
  /** Whether the user has a password here, so that no token changes the profile. */
  readonly isLocal: boolean
  readonly email: string | null
  readonly claimedName: string | null
  readonly claimsIssuedAt: string | null
}

/** Returns whether a token is newer than the stored profile and differs from it. */
export function changesProfile({ name, email, token }: ExternalClaims, user: Profile): boolean {
  const issuedAt = toTimestamp(token.issuedAt)
  if (user.isLocal || issuedAt === undefined) return false
  if (user.claimsIssuedAt === null) return true
  if (issuedAt <= user.claimsIssuedAt) return false
  return (name !== undefined && name !== user.claimedName) || (email !== undefined && email !== user.email)
}

const isOlder = or(
  isNull(users.claimsIssuedAt),
  lt(users.claimsIssuedAt, sql`${sql.placeholder('issuedAt')}::timestamptz`),
)
const claimedName = sql`coalesce(${sql.placeholder('name')}::text, ${users.claimedName})`

const updateClaims = compiledQuery({
  name: 'external_user_update',
  build: (db) =>
    db
      .update(users)
      .set({
        // A name that the user chose here is kept until the issuer has another one.
        name: sql`case when ${claimedName} is distinct from ${users.claimedName} then ${claimedName} else ${users.name} end`,
        claimedName,
        // Without `claims_issued_at`, the address is from an earlier release, which did not verify it.
        email: sql`case when ${sql.placeholder('hasEmail')}::boolean or ${users.claimsIssuedAt} is null
          then ${sql.placeholder('email')}::text else ${users.email} end`,
        claimsIssuedAt: sql`${sql.placeholder('issuedAt')}::timestamptz`,
      })
      .where(and(eq(users.id, sql.placeholder('id')), isNull(users.passwordHash), isOlder)),
})

/** Stores the profile of a newer token. Removes the e-mail address if the new one belongs to another account. */
export async function applyClaims({ userId: id, name, email, token }: ExternalClaims, db: Database): Promise<void> {
  const values = {
    id,
    name: name ?? null,
    email: email ?? null,
    hasEmail: email !== undefined,
    issuedAt: toTimestamp(token.issuedAt),
  }
  if (values.email !== null) await releaseUnverifiedEmail(db, { email: values.email, id })
  try {
    await updateClaims(db, values)
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
    await updateClaims(db, { ...values, email: null })
  }
}

export function toTimestamp(seconds: number | undefined): string | undefined {
  return seconds === undefined ? undefined : new Date(seconds * 1000).toISOString()
}
