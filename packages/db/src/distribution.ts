import { getTableColumns, getTableName, is, Table } from 'drizzle-orm'
import * as schema from './schema/index.js'

const tables = Object.values<unknown>(schema).filter((value): value is Table => is(value, Table))

/**
 * The column by which Citus distributes each table: the id of the user, so that one shard has all rows of a user. Tables that are
 * queried by another key are distributed by that: `emails`, and `access_tokens`, `identities` and `oauth_records`, whose rows of one
 * user are on several shards.
 */
export const distributedBy: ReadonlyMap<string, string> = new Map([
  ['users', 'id'],
  ['emails', 'email'],
  ['access_tokens', 'hash'],
  ['identities', 'hash'],
  ['oauth_records', 'hash'],
  ['oauth_keys', 'id'],
  ...tables
    .filter((table) => Object.values(getTableColumns(table)).some(({ name }) => name === 'user_id'))
    .map((table) => [getTableName(table), 'user_id'] as const),
])

/** The tables that are whole on every node. */
export const undistributed: readonly string[] = tables.map(getTableName).filter((name) => !distributedBy.has(name))

/** Whether all rows of a user are on the shard that also has the user. */
export function isOnShardOfUser(table: string): boolean {
  return table === 'users' || distributedBy.get(table) === 'user_id'
}
