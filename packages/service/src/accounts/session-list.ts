import type { Session } from '@taskpact/contract'
import { afterAll, type List } from '@taskpact/engine'
import * as z from 'zod'
import type { UserContext } from '../context.js'
import { activityBounds, listSessions } from './session-queries.js'

/** The last use of a session in milliseconds since 1970, and its id. */
type Position = [lastUsedAt: number, id: string]

/** The last millisecond of the year 9999, the last that RFC 3339 can express: the start of a list with the latest item first. */
export const endOfTime = Date.parse('9999-12-31T23:59:59.999Z')

/** A list of sessions, most recently used first. */
export function sessionsByUse(key: List<Session, Position>['key']): List<Session, Position> {
  return {
    key,
    position: z.tuple([z.int().min(0).max(endOfTime), z.uuid()]),
    positionOf: ({ lastUsedAt, id }) => [Date.parse(lastUsedAt), id],
  }
}

/** Returns a function that reads the active sessions of the caller after a position. */
export function readSessions({ caller: { userId, sessionId }, db, now }: UserContext) {
  const bounds = activityBounds(now())
  return async ([lastUsedAt, idBefore]: Position = [endOfTime, afterAll], limit: number): Promise<Session[]> => {
    const usedBefore = new Date(lastUsedAt).toISOString()
    const rows = await listSessions(db, { userId, usedBefore, idBefore, limit, ...bounds })
    return rows.map((row) => ({ ...row, current: row.id === sessionId }))
  }
}
