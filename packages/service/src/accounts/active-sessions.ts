import { compiledQuery, type Database, sessions } from '@taskpact/db'
import { and, eq, gt, type SQL, sql } from 'drizzle-orm'
import { makePgArray } from 'drizzle-orm/pg-core'

interface SessionKey {
  readonly userId: string
  readonly sessionId: string
}

interface Lookup extends SessionKey {
  readonly now: string
  settle(isActive: Promise<boolean>): void
}

/** Returns whether a session is active. */
export type FindActiveSession = (
  key: SessionKey,
  ctx: { readonly db: Database; readonly now: Date },
) => Promise<boolean>

const lookupsPerStatement = 1000

const getActiveSession = selectActive(
  'session_is_active',
  and(eq(sessions.userId, sql.placeholder('userId')), eq(sessions.id, sql.placeholder('sessionId'))),
)

const getActiveSessions = selectActive(
  'sessions_are_active',
  and(
    sql`${sessions.userId} = any(${sql.placeholder('userIds')}::text[])`,
    sql`${sessions.id} = any(${sql.placeholder('sessionIds')}::uuid[])`,
  ),
)

function selectActive(name: string, which: SQL | undefined) {
  return compiledQuery({
    name,
    build: (db) =>
      db
        .select({ userId: sessions.userId, id: sessions.id })
        .from(sessions)
        .where(and(which, gt(sessions.expiresAt, sql`${sql.placeholder('now')}::timestamptz`))),
  })
}

/**
 * Returns a function that finds out whether a session is active. Lookups of the same turn share a statement: those of thousands of streams,
 * which are authenticated together (PERFORMANCE.md, Sessions of streams).
 */
export function createFindActiveSession(): FindActiveSession {
  const waiting = new Map<Database, Lookup[]>()

  function flush(db: Database): void {
    const lookups = waiting.get(db) ?? []
    waiting.delete(db)
    for (let from = 0; from < lookups.length; from += lookupsPerStatement) {
      const some = lookups.slice(from, from + lookupsPerStatement)
      const active = findActive(some, db)
      for (const lookup of some)
        lookup.settle(active.then((keys) => keys.has(sessionKey(lookup.userId, lookup.sessionId))))
    }
  }

  return (key, { db, now }) =>
    new Promise((settle) => {
      const lookup = { ...key, now: now.toISOString(), settle }
      const others = waiting.get(db)
      if (others) return void others.push(lookup)
      waiting.set(db, [lookup])
      queueMicrotask(() => flush(db))
    })
}

/** Returns the keys of those that are active. */
async function findActive(lookups: readonly Lookup[], db: Database): Promise<ReadonlySet<string>> {
  const [only, ...others] = lookups
  if (!only) return new Set()
  const { userId, sessionId, now } = only
  const found =
    others.length === 0
      ? await getActiveSession(db, { userId, sessionId, now })
      : await getActiveSessions(db, {
          userIds: makePgArray([...new Set(lookups.map(({ userId }) => userId))]),
          sessionIds: makePgArray(lookups.map(({ sessionId }) => sessionId)),
          now,
        })
  return new Set(found.map(({ userId, id }) => sessionKey(userId, id)))
}

/** Identifies a session in this process. */
export function sessionKey(userId: string, sessionId: string): string {
  return `${userId} ${sessionId}`
}
