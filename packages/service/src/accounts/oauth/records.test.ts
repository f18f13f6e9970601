import { type OpenDatabase, openDatabase } from '@taskpact/db'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createEncryption } from '../encryption.js'
import { createOAuthRecords } from './records.js'

const previous = 'a secret of the tests, of at least 32 bytes'
const current = 'another secret, also of at least 32 bytes'
const now = new Date('2027-01-01T00:00:00Z')

let created: TestDatabase
let database: OpenDatabase
beforeEach(async () => {
  created = await createTestDatabase()
  database = await openDatabase(created.url, { poolMax: 2 })
  await database.migrate()
})
afterEach(async () => {
  await database?.close()
  await created?.drop()
})

describe('records of the authorization server', () => {
  it.each(['get', 'find'] as const)('are encrypted again by %s after a rotation of the secret', async (read) => {
    const record = { id: 'id', lookup: 'other', payload: { clientId: 'calendar' }, expiresAt: new Date('2028-01-01') }
    await open(previous).put('Client', record, store())

    const whileRotating = await open(current, previous)[read]('Client', read === 'get' ? 'id' : 'other', store())
    const afterwards = await open(current).get('Client', 'id', store())

    expect(whileRotating).toMatchObject({ payload: record.payload })
    expect(afterwards).toMatchObject({ payload: record.payload, expiresAt: record.expiresAt })
    expect(await open(previous).get('Client', 'id', store())).toBeUndefined()
  })
})

function open(...secrets: string[]) {
  return createOAuthRecords({ markEnded() {} }, async () => false, createEncryption(secrets, 'oauth record'))
}

function store() {
  return { db: database.db, now: () => now, afterCommit: (effect: () => void) => effect() }
}
