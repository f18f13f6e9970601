import { type Database, userRevisions } from '@taskpact/db'
import type { RevisionStore } from '@taskpact/engine'
import { eq, sql } from 'drizzle-orm'
import { prepared } from '../prepared.js'

const ofUser = eq(userRevisions.userId, sql.placeholder('userId'))

const queries = prepared({
  current: (db) =>
    db.select({ revision: userRevisions.revision }).from(userRevisions).where(ofUser).prepare('user_revision'),
  lock: (db) =>
    db
      .select({ revision: userRevisions.revision })
      .from(userRevisions)
      .where(ofUser)
      .for('update')
      .prepare('user_revision_lock'),
})

export const revisionStore: RevisionStore<Database> = {
  async current(db, userId) {
    const [owner] = await queries(db).current.execute({ userId })
    return owner?.revision
  },
  async lock(db, userId) {
    const [owner] = await queries(db).lock.execute({ userId })
    return owner?.revision
  },
}
