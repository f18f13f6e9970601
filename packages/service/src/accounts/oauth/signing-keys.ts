import { randomUUID } from 'node:crypto'
import type { Database } from '@taskpact/db'
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import type { Encryption } from '../encryption.js'
import { appTokenAlgorithm } from './app-token.js'
import { createKey, deleteKey, listKeys, setEncrypted } from './signing-key-queries.js'

interface KeyContext {
  readonly db: Database
  readonly now: Date
}

/** A private key as a JWK, with its `kid`. */
export type SigningKey = JWK & { readonly kid: string }

/** The keys that sign access tokens of apps. They are stored encrypted in the database, so that all instances share them. */
export interface SigningKeys {
  /** Returns the keys to publish, first the one that signs. Creates a key if there is none, or if the newest must be replaced. */
  current(ctx: KeyContext): Promise<readonly SigningKey[]>
  /** Returns the public key with an id. Reads the keys again for an unknown id, at most every ten seconds. */
  publicKey(kid: string, ctx: KeyContext): Promise<CryptoKey | undefined>
}

const minute = 60_000
const day = 24 * 60 * minute
/** How long a new key is published before it signs, so that resource servers and other instances know it. */
const publishedBefore = 60 * minute
/** How long after its creation a key is replaced. */
const signsFor = 90 * day
/** How long a replaced key is published, which is longer than its tokens are valid. */
const publishedAfter = day
/** How long keys are cached. */
const cachedFor = 10 * minute
/** Milliseconds after which the keys are read again for an unknown id. */
const rereadAfter = 10_000

interface StoredKey {
  readonly key: SigningKey
  readonly createdAt: number
}

export function createSigningKeys(encryption: Encryption): SigningKeys {
  let loaded: readonly StoredKey[] = []
  let loadedAt = Number.NEGATIVE_INFINITY
  let replacing: Promise<void> | undefined
  let publicKeys: ReadonlyMap<string, CryptoKey> = new Map()

  async function load({ db, now }: KeyContext): Promise<void> {
    const rows = await listKeys(db, {})
    const keys: StoredKey[] = []
    for (const { id, encrypted, createdAt } of rows) {
      const decrypted = encryption.decrypt(encrypted, id)
      if (!decrypted) continue // its secret is no longer known
      keys.push({ key: JSON.parse(decrypted.text) as SigningKey, createdAt: Date.parse(createdAt) })
      if (decrypted.isOutdated) await setEncrypted(db, { id, encrypted: encryption.encrypt(decrypted.text, id) })
    }
    loaded = keys
    const entries = loaded.map(async ({ key }) => [key.kid, await toPublic(key)] as const)
    publicKeys = new Map(await Promise.all(entries))
    loadedAt = now.getTime()
  }

  /** Creates a key that replaces another. Of several calls at once, one creates it. */
  function replace(newest: StoredKey | undefined, ctx: KeyContext): Promise<void> {
    replacing ??= create(ctx)
      .then(async () => {
        if (newest) await deleteBefore(newest, ctx)
        await load(ctx)
      })
      .finally(() => {
        replacing = undefined
      })
    return replacing
  }

  async function deleteBefore(newest: StoredKey, { db }: KeyContext): Promise<void> {
    const rows = await listKeys(db, {})
    for (const { id, createdAt } of rows) if (Date.parse(createdAt) < newest.createdAt) await deleteKey(db, { id })
  }

  async function create({ db, now }: KeyContext): Promise<void> {
    const { privateKey } = await generateKeyPair(appTokenAlgorithm, { extractable: true })
    const kid = randomUUID()
    const key: SigningKey = { ...(await exportJWK(privateKey)), kid, alg: appTokenAlgorithm, use: 'sig' }
    await createKey(db, {
      id: kid,
      encrypted: encryption.encrypt(JSON.stringify(key), kid),
      createdAt: now.toISOString(),
    })
  }

  return {
    async current(ctx) {
      const at = ctx.now.getTime()
      if (at - loadedAt >= cachedFor || loaded.length === 0) await load(ctx)
      const newest = loaded.at(-1)
      if (!newest || at - newest.createdAt >= signsFor) await replace(newest, ctx)
      return keysToPublish(loaded, at)
    },

    async publicKey(kid, ctx) {
      const known = publicKeys.get(kid)
      if (known || ctx.now.getTime() - loadedAt < rereadAfter) return known
      await load(ctx)
      return publicKeys.get(kid)
    },
  }
}

/** Returns the keys that are published at a time, first the one that signs. */
function keysToPublish(keys: readonly StoredKey[], at: number): readonly SigningKey[] {
  const published = keys.filter(({ createdAt }, index) => {
    const successor = keys[index + 1]
    const isReplaced = successor !== undefined && at - successor.createdAt >= publishedBefore + publishedAfter
    return !isReplaced || createdAt === keys.at(-1)?.createdAt
  })
  // The newest key that all instances know. If instances have created several at their first start, the oldest.
  const signing = published.findLast(({ createdAt }) => at - createdAt >= publishedBefore) ?? published[0]
  return [...published].sort((a, b) => Number(b === signing) - Number(a === signing)).map(({ key }) => key)
}

async function toPublic({ d: _private, ...key }: SigningKey): Promise<CryptoKey> {
  return (await importJWK(key, appTokenAlgorithm)) as CryptoKey
}
