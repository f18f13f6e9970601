import { readFile } from 'node:fs/promises'
import { openDatabase } from '@taskpact/db'
import { createTestDatabase, type TestDatabase } from '@taskpact/db/testing'
import { json, startTestServer, type TestServer, type User } from '@taskpact/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applyMigrations } from '../../../../../packages/db/test/apply-migrations.js'
import type { Task } from '../../support/task-user.js'

// Stored by version 0.1.0: clients still hold its tokens and cursors when this version replaces it.
const refreshToken =
  'WyIwMWEyMjAzNC1kNjQ3LTczMTQtYTJlZC00N2I1MGQzNjNhMDciLCIwMWEyMjAzNC1kNjU4LTcyN2UtOWMzNy0wNGZjMDJkMzY2YjgiXQ.X1JDcbropZ6X4nVNt7zFJLENtys_rnLSCZ_rndTcxBo.v7a41cixskJWqNE-831415JKT6fy_eHuHMynbMPs7TM'
const listCursor = 'WyJwX0F6RmhuX3YxNFJrb0xPIixbIjIgQ0FGw4lTIiwiMDFhMjIwMzQtZDZjZS03MTJmLTg0NWYtNzYxMDgxZWQ3ZTMxIl1d'
const changesCursor = 'WyJLLS1pWFRGNWJQcHNTeUh5IixbOCw4XV0'
const now = new Date('2026-11-28T03:40:00Z')

let database: TestDatabase
let server: TestServer
let ada: User
let eve: User
beforeAll(async () => {
  database = await createTestDatabase({ isEmpty: true })
  const earlier = await openDatabase(database.url)
  await applyMigrations(earlier.db, 2)
  const rows = await readFile(new URL('rows.sql', import.meta.url), 'utf8')
  for (const statement of rows.split(/;$/m)) if (statement.trim()) await earlier.db.execute(sql.raw(statement))
  await earlier.close()

  server = await startTestServer({ database, now: () => now })
  ada = await server.signIn('ada@example.com')
  eve = await server.signIn(`${'a'.repeat(70)}@example.com`)
})
afterAll(async () => {
  await server?.close()
  await database?.drop()
})

const titles = async (user: User, query: string) =>
  ((await user.send('GET', `tasks?${query}`)).body as { items: Task[] }).items.map(({ title }) => title)

describe('rows of version 0.1.0', () => {
  it('are sorted and searched as new ones are, once their keys are written', async () => {
    await expect
      .poll(() => titles(ada, 'sort=title'), { timeout: 20_000 })
      .toEqual(['2 cafés', '10 İstanbul', 'Äpfel kaufen', 'done', 'Zebra'])
    expect(await titles(ada, 'search=istanbul')).toEqual(['10 İstanbul'])
    expect(await titles(ada, 'search=CAFE')).toEqual(['2 cafés'])
    expect(await titles(ada, 'search=strasse')).toEqual(['Äpfel kaufen'])
    expect(await titles(ada, 'status=completed')).toEqual(['done'])
    expect(await titles(ada, 'tags=haus&dueBefore=2030-01-16')).toEqual(['Äpfel kaufen'])
  })

  it('are counted, exported and restored from the trash', async () => {
    expect((await ada.send('GET', 'stats')).body).toMatchObject({ total: 5, completed: 1 })
    const [gone] = ((await ada.send('GET', 'tasks?trashed=true')).body as { items: Task[] }).items
    expect(gone?.title).toBe('gone')
    expect(await ada.send('POST', `tasks/${gone?.id}/restore`)).toMatchObject({ status: 200, body: { title: 'gone' } })
    expect((await ada.send('GET', 'tasks/export?format=json')).text).toContain('Äpfel kaufen')
  })

  it('continue the sessions of clients', async () => {
    const calls = server.by('rest')
    const next = await calls.value<{ token: string; refreshToken: string }>('auth.refresh', { refreshToken })
    expect(await calls.call('auth.me', {}, next.token)).toMatchObject({ ok: true })
    expect(await calls.value('auth.refresh', { refreshToken: next.refreshToken })).toMatchObject({
      user: { email: 'ada@example.com' },
    })
  })

  it('answer a repeated request with the stored response', async () => {
    const { body, headers } = json({ title: '10 İstanbul' })
    const repeated = await ada.send('POST', 'tasks', {
      body,
      headers: { ...headers, 'idempotency-key': 'old-key-0001' },
    })

    expect(repeated).toMatchObject({ status: 201, body: { id: '01a22034-d6c6-75a3-889a-c0aa8fb78c43', revision: 3 } })
  })

  it('end cursors, because cursors now contain the epoch', async () => {
    for (const path of [`tasks?sort=title&limit=2&cursor=${listCursor}`, `changes?since=${changesCursor}`])
      expect((await ada.send('GET', path)).body).toMatchObject({
        code: expect.stringMatching(/^(cursor_expired|invalid_cursor)$/),
      })
  })

  it('can be changed although their text is no longer accepted', async () => {
    const { items } = (await eve.send('GET', 'tasks')).body as { items: Task[] }
    expect(items.map(({ title }) => [...title].length)).toEqual([1, 240])
    for (const { id } of items)
      expect(await eve.sendJson('PATCH', `tasks/${id}`, { priority: 'high' })).toMatchObject({ status: 200 })
  })
})
