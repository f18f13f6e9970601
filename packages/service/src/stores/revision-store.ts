import { compiledQuery, type Database, userRevisions } from '@taskpact/db'
import type { RevisionStore } from '@taskpact/engine'
import { eq, sql } from 'drizzle-orm'

const getRevision = compiledQuery({
  name: 'user_revision',
  build: (db) =>
    db
      .select({ revision: userRevisions.revision })
      .from(userRevisions)
      .where(eq(userRevisions.userId, sql.placeholder('userId'))),
})

export const revisionStore: RevisionStore<Database> = {
  async current(db, userId) {
    const [owner] = await getRevision(db, { userId })
    return owner?.revision
  },
}
