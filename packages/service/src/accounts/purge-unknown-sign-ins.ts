import { authEvents, compiledQuery, type Database } from '@taskpact/db'
import { and, eq, inArray, lt, sql } from 'drizzle-orm'
import { unknownUser } from './audit.js'

/** Milliseconds for which failed sign-ins with an unknown e-mail address are stored. The log has them too. */
const lifetime = 24 * 60 * 60_000
const eventsPerStatement = 10_000

/** Deletes old failed sign-ins that belong to no account. `signal` stops it between two statements. */
export async function purgeUnknownSignIns(db: Database, now: Date, signal?: AbortSignal): Promise<void> {
  const before = new Date(now.getTime() - lifetime).toISOString()
  let deleted = eventsPerStatement
  while (deleted === eventsPerStatement && !signal?.aborted) {
    deleted = (await deleteOldEvents(db, { before })).length
  }
}

const ofUnknownUser = eq(authEvents.userId, unknownUser)

const deleteOldEvents = compiledQuery({
  name: 'purge_unknown_sign_ins',
  prepare: false,
  build: (db) =>
    db
      .delete(authEvents)
      .where(
        and(
          ofUnknownUser,
          inArray(
            authEvents.id,
            db
              .select({ id: authEvents.id })
              .from(authEvents)
              .where(and(ofUnknownUser, lt(authEvents.at, sql`${sql.placeholder('before')}::timestamptz`)))
              .orderBy(authEvents.id)
              .limit(eventsPerStatement)
              .for('update', { skipLocked: true }),
          ),
        ),
      )
      .returning({ id: authEvents.id }),
})
