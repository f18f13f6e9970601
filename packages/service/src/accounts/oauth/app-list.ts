import { type App, AppId, grantedScopes } from '@taskpact/contract'
import type { List } from '@taskpact/engine'
import * as z from 'zod'
import type { UserContext } from '../../context.js'
import { endOfTime } from '../session-list.js'
import type { AuthorizedApp } from './app-authorization.js'
import { listApps } from './record-queries.js'

/** When an app was authorized, in milliseconds since 1970, and its id. */
type Position = [createdAt: number, id: string]

/** A list of connected apps, newest first. The hash of a grant is the id of its app. */
export function appsNewestFirst(key: List<App, Position>['key']): List<App, Position> {
  return {
    key,
    position: z.tuple([z.int().min(0).max(endOfTime), AppId]),
    positionOf: ({ createdAt, id }) => [Date.parse(createdAt), id],
  }
}

/** Returns a function that reads the connected apps of the caller after a position. */
export function readApps({ caller: { userId: owner }, db, now }: UserContext) {
  const at = now().toISOString()
  return async ([createdAt, idBefore]: Position = [endOfTime, ''], limit: number): Promise<App[]> => {
    const createdBefore = new Date(createdAt).toISOString()
    const rows = await listApps(db, { owner, now: at, createdBefore, idBefore, limit })
    return rows.map(({ app, ...row }) => ({ ...row, ...shownApp(app) }))
  }
}

function shownApp(json: string | null): Pick<App, 'clientId' | 'name' | 'host' | 'scopes'> {
  const { clientId, name, host, scopes } = JSON.parse(json ?? '{}') as AuthorizedApp
  return { clientId, name, host, scopes: [...grantedScopes(scopes)] }
}
