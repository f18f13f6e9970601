import { type OpenDatabase, oauthKeys, openDatabase } from '@taskpact/db'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createEncryption } from '../encryption.js'
import { createSigningKeys } from './signing-keys.js'

const secret = 'a secret of the tests, of at least 32 bytes'
const newSecret = 'another secret, also of at least 32 bytes'
const hour = 60 * 60_000
const day = 24 * hour

let created: TestDatabase
let database: OpenDatabase
beforeAll(async () => {
  created = await createTestDatabase()
  database = await openDatabase(created.url, { poolMax: 4 })
  await database.migrate()
})
beforeEach(() => database.db.delete(oauthKeys))
afterAll(async () => {
  await database?.close()
  await created?.drop()
})

const open = (...secrets: string[]) => createSigningKeys(createEncryption(secrets, 'oauth key'))
const at = (ms: number) => ({ db: database.db, now: new Date(Date.UTC(2027, 0, 1) + ms) })
const kids = (keys: readonly { kid: string }[]) => keys.map(({ kid }) => kid)

describe('signing keys', () => {
  it('are created once, and shared by instances', async () => {
    const first = await open(secret).current(at(0))
    const second = await open(secret).current(at(1000))
    expect(first).toHaveLength(1)
    expect(kids(second)).toEqual(kids(first))
    expect(first[0]).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', d: expect.any(String) })
  })

  it('are created once by requests at the same time', async () => {
    const keys = open(secret)
    const all = await Promise.all(Array.from({ length: 10 }, () => keys.current(at(0))))
    expect(new Set(all.map((some) => kids(some).join()))).toEqual(
      new Set([kids(await open(secret).current(at(0))).join()]),
    )
    const later = await Promise.all(Array.from({ length: 10 }, () => keys.current(at(91 * day))))
    expect(new Set(later.map((some) => some.length))).toEqual(new Set([2]))
  })

  it('of instances that start at the same time are all known, and the same one signs', async () => {
    const instances = [open(secret), open(secret), open(secret)]
    await Promise.all(instances.map((keys) => keys.current(at(0))))
    const later = await Promise.all(instances.map((keys) => keys.current(at(11 * 60_000))))
    expect(new Set(later.map((keys) => keys[0]?.kid)).size).toBe(1)
    expect(new Set(later.map((keys) => kids(keys).sort().join())).size).toBe(1)
  })

  it('are replaced after 90 days: the new one is published first, signs after an hour, and the old one goes a day later', async () => {
    const keys = open(secret)
    const [old] = kids(await keys.current(at(0)))
    expect(kids(await keys.current(at(90 * day - 1)))).toEqual([old])

    const during = kids(await keys.current(at(90 * day)))
    expect(during).toHaveLength(2)
    expect(during[0]).toBe(old)
    const replaced = kids(await keys.current(at(90 * day + hour)))
    expect(replaced).toEqual([during[1], old])
    expect(kids(await keys.current(at(91 * day + hour)))).toEqual([during[1]])
    // Access tokens of the old key have expired long before.
    expect(kids(await open(secret).current(at(91 * day + hour)))).toEqual([during[1]])
  })

  it('are found by id, also those of another instance', async () => {
    const reader = open(secret)
    expect(await reader.publicKey('unknown', at(0))).toBeUndefined()
    const [key] = await open(secret).current(at(1000))
    expect(await reader.publicKey(String(key?.kid), at(5000))).toBeUndefined() // asked again too soon
    expect(await reader.publicKey(String(key?.kid), at(11_000))).toBeDefined()
  })

  it('are encrypted again by a new secret, and replaced if none decrypts them', async () => {
    const [key] = kids(await open(secret).current(at(0)))
    expect(kids(await open(newSecret, secret).current(at(1000)))).toEqual([key])
    expect(kids(await open(newSecret).current(at(2000)))).toEqual([key])
    const other = kids(await open('a third secret, of at least thirty-two bytes').current(at(3000)))
    expect(other).not.toContain(key)
    expect(JSON.stringify(await database.db.select().from(oauthKeys))).not.toContain('"d":')
  })
})
