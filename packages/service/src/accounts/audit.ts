import type { AuthEventKind } from '@taskpact/contract'
import { authEvents, compiledQuery } from '@taskpact/db'
import { newId } from '@taskpact/engine'
import { and, desc, eq, lt, sql } from 'drizzle-orm'
import type { Context } from '../context.js'
import { requireUser } from '../stores/owner.js'
import { createUser, withoutClaims } from './user-queries.js'

/** A security event of an account. Contains no e-mail address and no secret. */
export interface AuditEvent {
  readonly kind: AuthEventKind | 'deleted'
  readonly userId: string | undefined
  readonly sessionId: string | undefined
  readonly ip: string | undefined
  readonly requestId: string
}

/**
 * The user of failed sign-ins with an e-mail address that no account has, so that they write as much as those with a wrong password.
 * A row of `users` without a password, created when it is first needed. The id is not a valid UserId, so no token can name it.
 */
export const unknownUser = ''

export type Audit = (
  ctx: Context,
  kind: AuditEvent['kind'],
  userId: string | undefined,
  sessionId?: string | undefined,
) => Promise<void>

const createEvent = compiledQuery({
  name: 'auth_event_create',
  build: (db) =>
    db.insert(authEvents).values({
      userId: sql.placeholder('userId'),
      id: sql.placeholder('id'),
      kind: sql.placeholder('kind'),
      sessionId: sql.placeholder('sessionId'),
      ip: sql.placeholder('ip'),
      at: sql.placeholder('at'),
    }),
})

/** Creates the function that records security events: by `onAudit` once they are committed, and in the account if there is one. */
export function createAudit(onAudit: (event: AuditEvent) => void): Audit {
  return async ({ db, now, client: { ip }, requestId, afterCommit }, kind, userId, sessionId) => {
    if (userId !== undefined && kind !== 'deleted') {
      const row = { userId, id: newId(), kind, sessionId: sessionId ?? null, ip: ip ?? null, at: now().toISOString() }
      await requireUser(createEvent(db, row))
    }
    const known = userId === unknownUser ? undefined : userId
    afterCommit(() => onAudit({ kind, userId: known, sessionId, ip, requestId }))
  }
}

/** Creates the row of the unknown user, unless it exists. */
export async function ensureUnknownUser({ db, now }: Context): Promise<void> {
  const createdAt = now().toISOString()
  await createUser(db, { id: unknownUser, email: null, name: null, passwordHash: null, createdAt, ...withoutClaims })
}

/** The columns of an AuthEvent. Only kinds of the contract are written, so the type is safe. */
const eventColumns = {
  id: authEvents.id,
  kind: sql<AuthEventKind>`${authEvents.kind}`,
  sessionId: authEvents.sessionId,
  ip: authEvents.ip,
  at: authEvents.at,
}

/** Returns the events of a user, newest first. */
export const listEvents = compiledQuery({
  name: 'auth_event_list',
  build: (db) =>
    db
      .select(eventColumns)
      .from(authEvents)
      .where(
        and(
          eq(authEvents.userId, sql.placeholder('userId')),
          lt(authEvents.id, sql`${sql.placeholder('before')}::uuid`),
        ),
      )
      .orderBy(desc(authEvents.id))
      .limit(sql.placeholder('limit')),
})
