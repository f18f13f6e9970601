import { compiledQuery, type Database, emails, users } from '@taskpact/db'
import { and, eq, isNull, sql } from 'drizzle-orm'

interface Claim {
  readonly email: string
  readonly owner: string
}

const ofEmail = eq(emails.email, sql.placeholder('email'))

/** Returns the owner of an e-mail address. */
export const findEmailOwner = compiledQuery({
  name: 'email_owner',
  build: (db) => db.select({ owner: emails.owner }).from(emails).where(ofEmail),
})

/** Returns nothing if the address has an owner. Waits for a transaction that claims or releases it. */
const insertEmail = compiledQuery({
  name: 'email_claim',
  build: (db) =>
    db
      .insert(emails)
      .values({ email: sql.placeholder('email'), owner: sql.placeholder('owner') })
      .onConflictDoNothing()
      .returning({ owner: emails.owner }),
})

/** Releases an e-mail address, unless it has another owner. */
export const deleteEmail = compiledQuery({
  name: 'email_release',
  build: (db) => db.delete(emails).where(and(ofEmail, eq(emails.owner, sql.placeholder('owner')))),
})

/** Removes the address from a user of an external issuer if nothing has verified it. Earlier releases stored unverified addresses. */
const removeUnverifiedEmail = compiledQuery({
  name: 'user_remove_unverified_email',
  build: (db) =>
    db
      .update(users)
      .set({ email: null })
      .where(
        and(
          eq(users.id, sql.placeholder('owner')),
          eq(users.email, sql.placeholder('email')),
          isNull(users.passwordHash),
          isNull(users.claimsIssuedAt),
          isNull(users.emailVerifiedAt),
        ),
      )
      .returning({ id: users.id }),
})

/**
 * Makes a user the owner of an e-mail address, in the transaction that stores it in `users`. Returns false if it belongs to another user,
 * who keeps it unless it is unverified.
 */
export async function claimEmail(db: Database, claim: Claim): Promise<boolean> {
  if ((await insertEmail(db, { ...claim })).length > 0) return true
  const [current] = await findEmailOwner(db, { email: claim.email })
  if (current?.owner === claim.owner) return true
  if (current) {
    const released = { email: claim.email, owner: current.owner }
    if ((await removeUnverifiedEmail(db, released)).length === 0) return false
    await deleteEmail(db, released)
  }
  return (await insertEmail(db, { ...claim })).length > 0
}
