import { type OpenDatabase, oauthRecords, openDatabase } from '@taskpact/db'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createGrantStatus, type GrantStatus } from './grant-status.js'

const now = new Date(Date.UTC(2027, 0, 1))
const inAnHour = new Date(now.getTime() + 60 * 60_000).toISOString()

let created: TestDatabase
let database: OpenDatabase
let status: GrantStatus
let statements = 0
beforeAll(async () => {
  created = await createTestDatabase()
  database = await openDatabase(created.url, { poolMax: 4, onQuery: () => void statements++ })
  await database.migrate()
})
afterAll(async () => {
  await database?.close()
  await created?.drop()
})
beforeEach(() => {
  status = createGrantStatus()
  statements = 0
})

const ctx = () => ({ db: database.db, now })
let count = 0
/** Stores a grant of the user `ada`. Returns its hash. */
async function store(more: Partial<typeof oauthRecords.$inferInsert> = {}): Promise<string> {
  const hash = `grant ${count++}`
  const row = { hash, kind: 'Grant', owner: 'ada', grantHash: hash, payload: '', createdAt: now.toISOString() }
  await database.db.insert(oauthRecords).values({ ...row, expiresAt: inAnHour, ...more })
  statements = 0
  return hash
}

describe('the status of a grant', () => {
  it('is active for its user only', async () => {
    const hash = await store()

    expect(await status.isActive(hash, 'ada', ctx())).toBe(true)
    expect(await status.isActive(hash, 'eve', ctx())).toBe(false)
    expect(statements).toBe(1)
  })

  it.each([
    ['has expired', { expiresAt: now.toISOString() }],
    ['is another kind of record', { kind: 'RefreshToken' }],
    ['has no user', { owner: null }],
  ])('is not active if it %s', async (_what, more) => {
    expect(await status.isActive(await store(more), 'ada', ctx())).toBe(false)
  })

  it('is not active if there is none', async () => {
    expect(await status.isActive('unknown', 'ada', ctx())).toBe(false)
  })

  it('ends at once, also while it is read', async () => {
    const hash = await store()
    const reading = status.isActive(hash, 'ada', ctx())
    status.markEnded(hash)

    expect(await reading).toBe(false)
    expect(await status.isActive(hash, 'ada', ctx())).toBe(false)
  })

  it('has when the app last acted for the user', async () => {
    const hash = await store()
    await status.isActive(hash, 'ada', ctx())
    status.markUsed(hash, ctx())
    const lastUse = async () =>
      (await database.db.select().from(oauthRecords)).find((row) => row.hash === hash)?.lastUsedAt

    await expect.poll(lastUse).toBe(now.toISOString())
  })
})
