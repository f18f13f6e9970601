import { history, userRevisions } from '@taskpact/db'
import { type SQL, sql } from 'drizzle-orm'

/**
 * The last revision of a user, or the greatest one of earlier epochs: a revision is never used twice, even if writes were lost. Read
 * from the database, because a process may not know yet that the epoch was replaced.
 */
export const lastRevision: SQL = sql`greatest(${userRevisions.revision}, (select max(${history.revisionFloor}) from ${history}))`

/** The revision that a write takes. */
export const nextRevision: SQL = sql`${lastRevision} + 1`
