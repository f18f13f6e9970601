import { compiledQuery, type Database, userRevisions } from '@taskpact/db'
import type { RevisionStore } from '@taskpact/engine'
import { eq, sql } from 'drizzle-orm'

const ofUser = eq(userRevisions.userId, sql.placeholder('userId'))
const revision = { revision: userRevisions.revision }

const getRevision = compiledQuery({
  name: 'user_revision',
  build: (db) => db.select(revision).from(userRevisions).where(ofUser),
})

const lockRevision = compiledQuery({
  name: 'user_revision_lock',
  build: (db) => db.select(revision).from(userRevisions).where(ofUser).for('update'),
})

/** Reads and locks the revision of a user in PostgreSQL. Both return undefined if there is no such user. */
export const revisionStore: RevisionStore<Database> = {
  async current(db, userId) {
    const [owner] = await getRevision(db, { userId })
    return owner?.revision
  },
  async lock(db, userId) {
    const [owner] = await lockRevision(db, { userId })
    return owner?.revision
  },
}
