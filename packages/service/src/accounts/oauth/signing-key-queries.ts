import { compiledQuery, oauthKeys } from '@taskpact/db'
import { asc, eq, sql } from 'drizzle-orm'

/** Returns all keys, oldest first. */
export const listKeys = compiledQuery({
  name: 'oauth_keys_list',
  build: (db) => db.select().from(oauthKeys).orderBy(asc(oauthKeys.createdAt), asc(oauthKeys.id)),
})

export const createKey = compiledQuery({
  name: 'oauth_key_create',
  build: (db) =>
    db.insert(oauthKeys).values({
      id: sql.placeholder('id'),
      encrypted: sql.placeholder('encrypted'),
      createdAt: sql.placeholder('createdAt'),
    }),
})

export const setEncrypted = compiledQuery({
  name: 'oauth_key_encrypt',
  build: (db) =>
    db
      .update(oauthKeys)
      .set({ encrypted: sql`${sql.placeholder('encrypted')}::text` })
      .where(eq(oauthKeys.id, sql.placeholder('id'))),
})

export const deleteKey = compiledQuery({
  name: 'oauth_key_delete',
  build: (db) => db.delete(oauthKeys).where(eq(oauthKeys.id, sql.placeholder('id'))),
})
