import type { Database, oauthRecords } from '@taskpact/db'
import { inTransaction } from '@taskpact/engine'
import type { Context } from '../../context.js'
import type { Encryption } from '../encryption.js'
import { sha256 } from '../sha256.js'
import { lockUserById } from '../user-queries.js'
import { accessState } from './access-state.js'
import type { DisconnectApp } from './disconnect-app.js'
import type { GrantStatus } from './grant-status.js'
import {
  consumeRecord,
  deleteExpiredRecords,
  deleteRecord,
  deleteRecordsOfGrant,
  extendRecord,
  findRecord,
  getRecord,
  putRecord,
  setPayload,
} from './record-queries.js'

/** A record that the authorization server stores, such as a code or a token. */
export interface OAuthRecord {
  readonly id: string
  readonly payload: Readonly<Record<string, unknown>>
  /** The id of the user that it belongs to. A change of the password or a deletion of the account deletes it. */
  readonly owner?: string | undefined
  /** Of a sign-in: the access state of the user then. It is not stored after that has changed. */
  readonly accessState?: string | undefined
  /** The id of the grant that it belongs to. It is deleted with the grant. */
  readonly grantId?: string | undefined
  /** A second key for `find`. */
  readonly lookup?: string | undefined
  readonly expiresAt: Date
  /** Records that must not expire before it. */
  readonly dependsOn?: readonly (readonly [kind: string, id: string])[]
}

export interface StoredRecord {
  readonly payload: Readonly<Record<string, unknown>>
  readonly consumedAt: Date | undefined
  readonly expiresAt: Date
}

type Row = typeof oauthRecords.$inferSelect
type Store = Pick<Context, 'db' | 'now' | 'afterCommit'>
/** The store of one request, whose client and id an event of the account records. */
type RequestStore = Store & Pick<Context, 'client' | 'requestId'>

/** Stores records encrypted, by the hash of their id: the database contains no code or token that can be used. */
export interface OAuthRecords {
  /**
   * Stores a record or replaces it. Returns false, and stores nothing, if its user was deleted, or its sign-in or its grant has ended: of a deletion and a write
   * at the same time, the deletion takes effect.
   */
  put(kind: string, record: OAuthRecord, store: Store): Promise<boolean>
  get(kind: string, id: string, store: Store): Promise<StoredRecord | undefined>
  find(kind: string, lookup: string, store: Store): Promise<StoredRecord | undefined>
  /** Returns false if the record was consumed before, or does not exist. */
  consume(kind: string, id: string, store: Store): Promise<boolean>
  delete(kind: string, id: string, store: Store): Promise<void>
  /**
   * Ends a grant, or that of a token: deletes it with its codes and tokens, and records that. This instance refuses its access tokens at once,
   * other instances within five seconds.
   */
  endGrantOf(kind: 'Grant' | 'RefreshToken', id: string, store: RequestStore): Promise<void>
}

export function createOAuthRecords(
  status: Pick<GrantStatus, 'markEnded'>,
  disconnectApp: DisconnectApp,
  encryption: Encryption,
): OAuthRecords {
  /** Returns undefined if no secret decrypts the record. Encrypts it again after a previous secret, because it can be kept for a year. */
  async function toStored([row]: readonly Row[], db: Database): Promise<StoredRecord | undefined> {
    const decrypted = row && encryption.decrypt(row.payload, row.hash)
    if (!decrypted) return undefined
    const { hash, payload: outdated, consumedAt, expiresAt } = row
    if (decrypted.isOutdated)
      await setPayload(db, { hash, outdated, payload: encryption.encrypt(decrypted.text, hash) })
    return {
      payload: JSON.parse(decrypted.text) as StoredRecord['payload'],
      consumedAt: consumedAt === null ? undefined : new Date(consumedAt),
      expiresAt: new Date(expiresAt),
    }
  }

  return {
    async put(kind, { id, payload, owner, accessState: expected, grantId, lookup, expiresAt, dependsOn = [] }, store) {
      const hash = recordHash(kind, id)
      const grantHash = grantId === undefined ? null : recordHash('Grant', grantId)
      const row = {
        hash,
        kind,
        owner: owner ?? null,
        grantHash: kind === 'Grant' ? hash : grantHash,
        lookupHash: lookup === undefined ? null : recordHash(`${kind} lookup`, lookup),
        payload: encryption.encrypt(JSON.stringify(payload), hash),
        now: store.now().toISOString(),
        expiresAt: expiresAt.toISOString(),
      }
      if (owner === undefined) {
        await putRecord(store.db, row)
        return true
      }
      return inTransaction(store as Context, async ({ db }) => {
        const [user] = await lockUserById(db, { id: owner })
        if (!user || (expected !== undefined && expected !== accessState(user))) return false
        if (grantHash !== null && (await getRecord(db, { hash: grantHash })).length === 0) return false
        await putRecord(db, row)
        for (const [kind, id] of dependsOn)
          await extendRecord(db, { hash: recordHash(kind, id), expiresAt: row.expiresAt })
        return true
      })
    },

    async get(kind, id, { db }) {
      return toStored(await getRecord(db, { hash: recordHash(kind, id) }), db)
    },

    async find(kind, lookup, { db }) {
      return toStored(await findRecord(db, { lookupHash: recordHash(`${kind} lookup`, lookup) }), db)
    },

    async consume(kind, id, { db, now }) {
      const consumed = await consumeRecord(db, { hash: recordHash(kind, id), now: now().toISOString() })
      return consumed.length > 0
    },

    async delete(kind, id, { db }) {
      await deleteRecord(db, { hash: recordHash(kind, id) })
    },

    async endGrantOf(kind, id, store) {
      await inTransaction(store as Context, async (tx) => {
        const [record] = await getRecord(tx.db, { hash: recordHash(kind, id) })
        const hash = record?.grantHash
        if (hash == null) return // ended by a concurrent request
        // Locks the user, as `put` does for each record of the grant.
        const [user] = record?.owner == null ? [] : await lockUserById(tx.db, { id: record.owner })
        if (user && (await disconnectApp({ hash, owner: user.id }, tx))) return
        // The grant connects no app, because it has expired or its consent was not completed: the account has no event of it.
        await deleteRecordsOfGrant(tx.db, { grantHash: hash })
        tx.afterCommit(() => status.markEnded(hash))
      })
    },
  }
}

/** Returns the key of a record in the database, which does not reveal its id. */
export function recordHash(kind: string, id: string): string {
  return sha256(`${kind} ${id}`)
}

/** Deletes the records that have expired. */
export async function purgeOAuthRecords(db: Database, now: Date): Promise<void> {
  await deleteExpiredRecords(db, { now: now.toISOString() })
}
