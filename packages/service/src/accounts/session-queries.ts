import { sessions } from '@taskpact/db'
import { and, desc, eq, gt, lte, not, or, sql } from 'drizzle-orm'
import type { Context } from '../context.js'
import { prepared } from '../prepared.js'

const idleLimit = 30 * 24 * 60 * 60 * 1000

const now = sql`${sql.placeholder('now')}::timestamptz`
const ofUser = eq(sessions.userId, sql.placeholder('userId'))
const goesOn = and(
  gt(sessions.expiresAt, now),
  gt(sessions.lastUsedAt, sql`${sql.placeholder('idleSince')}::timestamptz`),
)

/** One round trip each; a session that came to its end by time is found by none but `get`. */
export const sessionQueries = prepared({
  rotate: (db) =>
    db
      .update(sessions)
      .set({
        tokenHash: sql`${sql.placeholder('next')}::text`,
        previousTokenHash: sql`${sql.placeholder('given')}::text`,
        rotatedAt: now,
        lastUsedAt: now,
        ip: sql`${sql.placeholder('ip')}::text`,
      })
      .where(
        and(
          ofUser,
          eq(sessions.id, sql.placeholder('sessionId')),
          eq(sessions.tokenHash, sql.placeholder('given')),
          or(not(sessions.kept), sql`${sql.placeholder('kept')}::boolean`),
          goesOn,
        ),
      )
      .returning()
      .prepare('session_rotate'),
  get: (db) =>
    db
      .select()
      .from(sessions)
      .where(and(ofUser, eq(sessions.id, sql.placeholder('sessionId'))))
      .prepare('session_get'),
  list: (db) =>
    db.select().from(sessions).where(and(ofUser, goesOn)).orderBy(desc(sessions.lastUsedAt)).prepare('session_list'),
})

/** The sessions that go on, of which one may be the caller's, as the contract shows them. */
export async function listSessions(userId: string, current: string | undefined, { db, now }: Context) {
  const rows = await sessionQueries(db).list.execute({ userId, ...limits(now()) })
  return rows.map((row) => ({ ...row, current: row.id === current }))
}

/** The moments that decide whether a session goes on: now, and since when it must have been used. */
export function limits(now: Date) {
  return { now: now.toISOString(), idleSince: new Date(now.getTime() - idleLimit).toISOString() }
}

/** Sessions that came to their end by time: nobody asks for them again, so the next sign-in clears them away. */
export function endedByTime(userId: string, at: Date) {
  const { now, idleSince } = limits(at)
  return and(eq(sessions.userId, userId), or(lte(sessions.expiresAt, now), lte(sessions.lastUsedAt, idleSince)))
}
