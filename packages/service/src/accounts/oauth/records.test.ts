import { type OpenDatabase, openDatabase } from '@taskpact/db'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createEncryption } from '../encryption.js'
import { createGrantStatus } from './grant-status.js'
import { createOAuthRecords } from './records.js'

const secret = 'a secret of the tests, of at least 32 bytes'
const newSecret = 'another secret, also of at least 32 bytes'

let created: TestDatabase
let database: OpenDatabase
beforeEach(async () => {
  created = await createTestDatabase()
  database = await openDatabase(created.url, { poolMax: 4 })
  await database.migrate()
})
afterEach(async () => {
  await database?.close()
  await created?.drop()
})

const open = (...secrets: string[]) =>
  createOAuthRecords(createGrantStatus(), createEncryption(secrets, 'oauth record'))
const store = () => ({ db: database.db, now: () => new Date(), afterCommit: (then: () => void) => then() })

describe('records of the authorization server', () => {
  it('are encrypted with a new secret when they are used, so that the previous one can go', async () => {
    const record = { id: 'an id', payload: { scope: 'tasks:read' }, expiresAt: new Date(Date.now() + 60_000) }
    const found = { ...record, lookup: 'a code', id: 'another id' }
    await open(secret).put('Grant', record, store())
    await open(secret).put('DeviceCode', found, store())

    await open(newSecret, secret).get('Grant', record.id, store())
    await open(newSecret, secret).find('DeviceCode', found.lookup, store())

    expect(await open(newSecret).get('Grant', record.id, store())).toMatchObject({ payload: record.payload })
    expect(await open(newSecret).get('DeviceCode', found.id, store())).toMatchObject({ payload: record.payload })
    expect(await open(secret).get('Grant', record.id, store())).toBeUndefined()
  })
})
