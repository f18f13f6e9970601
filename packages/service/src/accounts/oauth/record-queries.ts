import { compiledQuery, oauthRecords } from '@taskpact/db'
import { and, desc, eq, gt, isNotNull, isNull, lte, sql } from 'drizzle-orm'
import { isUnusedSince } from '../record-use.js'

const ofHash = eq(oauthRecords.hash, sql.placeholder('hash'))
const ofOwner = eq(oauthRecords.owner, sql.placeholder('owner'))
const ofGrant = eq(oauthRecords.grantHash, sql.placeholder('grantHash'))
const now = sql`${sql.placeholder('now')}::timestamptz`
const isGrant = eq(oauthRecords.kind, sql`'Grant'`)
/** A grant with which the user has connected an app, and which has not expired. */
const isApp = and(isGrant, isNotNull(oauthRecords.app), gt(oauthRecords.expiresAt, now))

/** Creates a record or replaces its content, but not `consumed_at`. */
export const putRecord = compiledQuery({
  name: 'oauth_record_put',
  build: (db) =>
    db
      .insert(oauthRecords)
      .values({
        hash: sql.placeholder('hash'),
        kind: sql.placeholder('kind'),
        owner: sql.placeholder('owner'),
        grantHash: sql.placeholder('grantHash'),
        lookupHash: sql.placeholder('lookupHash'),
        payload: sql.placeholder('payload'),
        createdAt: sql.placeholder('now'),
        expiresAt: sql.placeholder('expiresAt'),
      })
      .onConflictDoUpdate({
        target: oauthRecords.hash,
        set: {
          owner: sql`excluded.owner`,
          grantHash: sql`excluded.grant_hash`,
          lookupHash: sql`excluded.lookup_hash`,
          payload: sql`excluded.payload`,
          expiresAt: sql`excluded.expires_at`,
        },
      }),
})

export const getRecord = compiledQuery({
  name: 'oauth_record_get',
  build: (db) => db.select().from(oauthRecords).where(ofHash),
})

/** Replaces the encrypted content, unless a concurrent request has. */
export const setPayload = compiledQuery({
  name: 'oauth_record_encrypt',
  build: (db) =>
    db
      .update(oauthRecords)
      .set({ payload: sql`${sql.placeholder('payload')}::text` })
      .where(and(ofHash, eq(oauthRecords.payload, sql.placeholder('outdated')))),
})

/** Finds a record by its second key. */
export const findRecord = compiledQuery({
  name: 'oauth_record_find',
  build: (db) =>
    db
      .select()
      .from(oauthRecords)
      .where(eq(oauthRecords.lookupHash, sql.placeholder('lookupHash'))),
})

/** Returns the record if it was not consumed before. Of concurrent requests, one succeeds. */
export const consumeRecord = compiledQuery({
  name: 'oauth_record_consume',
  build: (db) =>
    db
      .update(oauthRecords)
      .set({ consumedAt: now })
      .where(and(ofHash, isNull(oauthRecords.consumedAt)))
      .returning({ hash: oauthRecords.hash }),
})

/** Prolongs a record that would expire before `expiresAt`. */
export const extendRecord = compiledQuery({
  name: 'oauth_record_extend',
  build: (db) =>
    db
      .update(oauthRecords)
      .set({
        expiresAt: sql`greatest(${oauthRecords.expiresAt}, ${sql.placeholder('expiresAt')}::timestamptz)`,
      })
      .where(ofHash),
})

export const deleteRecord = compiledQuery({
  name: 'oauth_record_delete',
  build: (db) => db.delete(oauthRecords).where(ofHash),
})

/** Deletes a grant with everything that belongs to it. */
export const deleteRecordsOfGrant = compiledQuery({
  name: 'oauth_record_delete_grant',
  build: (db) => db.delete(oauthRecords).where(ofGrant),
})

/** Deletes all records of a user. Returns their hashes and kinds. */
export const deleteRecordsOfOwner = compiledQuery({
  name: 'oauth_record_delete_owner',
  build: (db) => db.delete(oauthRecords).where(ofOwner).returning({ hash: oauthRecords.hash, kind: oauthRecords.kind }),
})

/** Returns the owner of a grant that has not expired. */
export const getGrant = compiledQuery({
  name: 'oauth_grant_get',
  build: (db) =>
    db
      .select({ owner: oauthRecords.owner, lastUsedAt: oauthRecords.lastUsedAt })
      .from(oauthRecords)
      .where(and(ofHash, isGrant, gt(oauthRecords.expiresAt, now))),
})

/** Stores the app of a grant, as the consent page showed it. */
export const setAppOfGrant = compiledQuery({
  name: 'oauth_grant_set_app',
  build: (db) =>
    db
      .update(oauthRecords)
      .set({ app: sql`${sql.placeholder('app')}::text` })
      .where(and(ofHash, isGrant)),
})

/** Returns the apps of a user after a position, newest first. */
export const listApps = compiledQuery({
  name: 'oauth_app_list',
  build: (db) =>
    db
      .select({
        id: oauthRecords.hash,
        app: oauthRecords.app,
        createdAt: oauthRecords.createdAt,
        lastUsedAt: oauthRecords.lastUsedAt,
      })
      .from(oauthRecords)
      .where(
        and(
          ofOwner,
          isApp,
          sql`(${oauthRecords.createdAt}, ${oauthRecords.hash}) < (${sql.placeholder('createdBefore')}::timestamptz, ${sql.placeholder('idBefore')}::text)`,
        ),
      )
      .orderBy(desc(oauthRecords.createdAt), desc(oauthRecords.hash))
      .limit(sql.placeholder('limit')),
})

/** Deletes the grant of a user to an app, by its hash, but not its codes and tokens. */
export const deleteApp = compiledQuery({
  name: 'oauth_app_delete',
  build: (db) =>
    db
      .delete(oauthRecords)
      .where(and(ofHash, ofOwner, isApp))
      .returning({ hash: oauthRecords.hash }),
})

/** Records a use of a grant, unless another process has since `usedBefore`. */
export const markGrantUsed = compiledQuery({
  name: 'oauth_grant_mark_used',
  build: (db) =>
    db
      .update(oauthRecords)
      .set({ lastUsedAt: now })
      .where(and(ofHash, isGrant, isUnusedSince(oauthRecords.lastUsedAt))),
})

/** Deletes the records of all users that have expired. */
export const deleteExpiredRecords = compiledQuery({
  name: 'purge_oauth_records',
  prepare: false,
  build: (db) => db.delete(oauthRecords).where(lte(oauthRecords.expiresAt, now)),
})
