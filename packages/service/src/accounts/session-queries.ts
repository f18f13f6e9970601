import { maxSessions } from '@taskpact/contract'
import { compiledQuery, sessions, users } from '@taskpact/db'
import { and, desc, eq, gt, inArray, lte, ne, not, or, sql } from 'drizzle-orm'
import { refreshTokenIdLength } from './refresh-token.js'

/** Milliseconds without use after which a session expires. */
const idleLimit = 30 * 24 * 60 * 60 * 1000

const now = sql`${sql.placeholder('now')}::timestamptz`
const idleSince = sql`${sql.placeholder('idleSince')}::timestamptz`
const ofUser = eq(sessions.userId, sql.placeholder('userId'))
const isActive = and(gt(sessions.expiresAt, now), gt(sessions.lastUsedAt, idleSince))

/** Replaces the refresh token of an active session. Returns nothing if the token is not the current one. */
export const rotateSession = compiledQuery({
  name: 'session_rotate',
  build: (db) =>
    db
      .update(sessions)
      .set({
        tokenHash: sql`${sql.placeholder('nextTokenHash')}::text`,
        previousTokenHash: sql`${sql.placeholder('tokenHash')}::text`,
        rotatedAt: now,
        lastUsedAt: now,
        ip: sql`${sql.placeholder('ip')}::text`,
      })
      .where(
        and(
          ofUser,
          eq(sessions.id, sql.placeholder('sessionId')),
          eq(sessions.tokenHash, sql.placeholder('tokenHash')),
          or(not(sessions.usesTokenStore), sql`${sql.placeholder('hasTokenStore')}::boolean`),
          isActive,
        ),
      )
      .returning(),
})

/** Records that the current refresh token has reached the client, because an access token issued with it was used. */
export const markTokenUsed = compiledQuery({
  name: 'session_mark_token_used',
  build: (db) =>
    db
      .update(sessions)
      .set({ usedTokenHash: sessions.tokenHash })
      .where(
        and(
          ofUser,
          eq(sessions.id, sql.placeholder('sessionId')),
          eq(
            sql`left(${sessions.tokenHash}, ${sql.raw(String(refreshTokenIdLength))})`,
            sql.placeholder('refreshTokenId'),
          ),
          sql`${sessions.usedTokenHash} is distinct from ${sessions.tokenHash}`,
        ),
      ),
})

/** Returns a session, even if it has expired. */
export const getSession = compiledQuery({
  name: 'session_get',
  build: (db) =>
    db
      .select()
      .from(sessions)
      .where(and(ofUser, eq(sessions.id, sql.placeholder('sessionId')))),
})

/** Returns an active session with its user. */
export const getSessionWithUser = compiledQuery({
  name: 'session_get_with_user',
  build: (db) =>
    db
      .select({ session: sessions, user: users })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(and(ofUser, eq(sessions.id, sql.placeholder('sessionId')), isActive)),
})

const byLastUse = [desc(sessions.lastUsedAt), desc(sessions.id)] as const

/** Returns the active sessions of a user after a position, most recently used first. */
export const listSessions = compiledQuery({
  name: 'session_list',
  build: (db) =>
    db
      .select()
      .from(sessions)
      .where(
        and(
          ofUser,
          isActive,
          sql`(${sessions.lastUsedAt}, ${sessions.id}) < (${sql.placeholder('usedBefore')}::timestamptz, ${sql.placeholder('idBefore')}::uuid)`,
        ),
      )
      .orderBy(...byLastUse)
      .limit(sql.placeholder('limit')),
})

/** Returns the parameters of the queries for active sessions: the current time, and the earliest last use of an active session. */
export function activityBounds(now: Date) {
  return { now: now.toISOString(), idleSince: new Date(now.getTime() - idleLimit).toISOString() }
}

/** Deletes the expired sessions of a user, and those not used for the longest time if there is no room for another one. */
export const makeRoomForSession = compiledQuery({
  name: 'session_make_room',
  build: (db) =>
    db
      .delete(sessions)
      .where(
        and(
          ofUser,
          or(
            lte(sessions.expiresAt, now),
            lte(sessions.lastUsedAt, idleSince),
            inArray(
              sessions.id,
              db
                .select({ id: sessions.id })
                .from(sessions)
                .where(and(ofUser, isActive))
                .orderBy(...byLastUse)
                .offset(maxSessions - 1)
                .limit(1000),
            ),
          ),
        ),
      )
      .returning({ id: sessions.id }),
})

export const createSession = compiledQuery({
  name: 'session_create',
  build: (db) =>
    db.insert(sessions).values({
      userId: sql.placeholder('userId'),
      id: sql.placeholder('id'),
      tokenHash: sql.placeholder('tokenHash'),
      previousTokenHash: null,
      rotatedAt: sql.placeholder('at'),
      createdAt: sql.placeholder('at'),
      lastUsedAt: sql.placeholder('at'),
      expiresAt: sql.placeholder('expiresAt'),
      usesTokenStore: sql.placeholder('usesTokenStore'),
      userAgent: sql.placeholder('userAgent'),
      ip: sql.placeholder('ip'),
      confirmedAt: sql.placeholder('confirmedAt'),
    }),
})

/** Records that a session was confirmed. */
export const confirmSession = compiledQuery({
  name: 'session_confirm',
  build: (db) =>
    db
      .update(sessions)
      .set({ confirmedAt: now })
      .where(and(ofUser, eq(sessions.id, sql.placeholder('sessionId'))))
      .returning({ id: sessions.id }),
})

export const deleteSession = compiledQuery({
  name: 'session_delete',
  build: (db) =>
    db
      .delete(sessions)
      .where(and(ofUser, eq(sessions.id, sql.placeholder('sessionId'))))
      .returning({ id: sessions.id }),
})

export const deleteSessions = compiledQuery({
  name: 'session_delete_all',
  build: (db) => db.delete(sessions).where(ofUser).returning({ id: sessions.id }),
})

export const deleteOtherSessions = compiledQuery({
  name: 'session_delete_others',
  build: (db) =>
    db
      .delete(sessions)
      .where(and(ofUser, ne(sessions.id, sql.placeholder('exceptId'))))
      .returning({ id: sessions.id }),
})
