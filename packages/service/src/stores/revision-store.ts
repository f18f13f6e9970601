import { compiledQuery, type Database, userRevisions } from '@taskpact/db'
import type { RevisionStore } from '@taskpact/engine'
import { eq, sql } from 'drizzle-orm'
import { makePgArray } from 'drizzle-orm/pg-core'

const getRevision = compiledQuery({
  name: 'user_revision',
  build: (db) =>
    db
      .select({ revision: userRevisions.revision })
      .from(userRevisions)
      .where(eq(userRevisions.userId, sql.placeholder('userId'))),
})

const getRevisions = compiledQuery({
  name: 'user_revisions',
  build: (db) =>
    db
      .select({ userId: userRevisions.userId, revision: userRevisions.revision })
      .from(userRevisions)
      .where(sql`${userRevisions.userId} = any(${sql.placeholder('userIds')}::text[])`),
})

export const revisionStore: RevisionStore<Database> = {
  async current(db, userId) {
    const [owner] = await getRevision(db, { userId })
    return owner?.revision
  },
}

/** Returns the number of the last write of each user. Those who do not exist are absent. */
export async function currentRevisions(db: Database, userIds: readonly string[]): Promise<Map<string, number>> {
  const found = await getRevisions(db, { userIds: makePgArray([...userIds]) })
  return new Map(found.map(({ userId, revision }) => [userId, revision]))
}
