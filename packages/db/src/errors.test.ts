import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from './database.js'
import { databaseFailure } from './errors.js'
import { openDatabase } from './open-database.js'
import { createTestDatabase } from './testing.js'

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  const created = await createTestDatabase()
  const database = await openDatabase(created.url, { poolMax: 2 })
  db = database.db
  close = async () => {
    await database.close()
    await created.drop()
  }
  await db.execute(sql.raw('create table parents (id int primary key)'))
  await db.execute(sql.raw('create table children (parent int references parents)'))
})
afterAll(() => close?.())

async function failureOf(statement: string): Promise<unknown> {
  return db
    .transaction((tx) => tx.execute(sql.raw(statement)))
    .then(
      () => undefined,
      (error) => error,
    )
}

describe('a statement that the database refuses', () => {
  it.each([
    ['invalid_input', '22P02', `select 'x'::int`],
    ['invalid_input', '22003', 'select 3000000000::int'],
    ['invalid_input', '22008', `select '2026-02-30'::date`],
    ['invalid_input', '22021', `select convert_from('\\xff', 'UTF8')`],
    ['conflict', '23505', 'insert into parents values (1), (1)'],
    ['conflict', '23503', 'insert into children values (7)'],
    ['unavailable', '42P01', 'select * from not_there'],
    ['unavailable', '42703', 'select not_there from parents'],
    [undefined, '42601', 'select from where'],
    [undefined, '23514', `do $$ begin raise 'no' using errcode = '23514'; end $$`],
  ])('is `%s` for SQLSTATE %s', async (code, sqlState, statement) => {
    const failure = await failureOf(statement)

    expect(failure).toMatchObject({ cause: { code: sqlState } })
    expectFailure(failure, code)
  })

  it('is `unavailable` if the server is read-only', async () => {
    const write = sql.raw('insert into parents values (3)')
    const run = db.transaction((tx) => tx.execute(write), { accessMode: 'read only' })
    const failure = await run.catch((error) => error)

    expect(failure).toMatchObject({ cause: { code: '25006' } })
    expectFailure(failure, 'unavailable')
  })
})

describe('a state of the server', () => {
  it.each([
    ...[
      '08006',
      '08P01',
      '53100',
      '53200',
      '58030',
      '53300',
      '57P01',
      '57P02',
      '57P03',
      '57014',
      '55P03',
      '40001',
      '40P01',
    ],
    ...['25P03', '28000', '28P01', '3D000'],
  ])('is `unavailable` for SQLSTATE %s', async (sqlState) => {
    const failure = await failureOf(`do $$ begin raise 'secret' using errcode = '${sqlState}'; end $$`)

    expect(failure).toMatchObject({ cause: { code: sqlState } })
    expectFailure(failure, 'unavailable')
  })

  it('is `invalid_input` if a program limit is exceeded', async () => {
    expectFailure(await failureOf(`do $$ begin raise 'secret' using errcode = '54000'; end $$`), 'invalid_input')
  })
})

describe('a failure to reach the server', () => {
  it.each([
    ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'],
    ...['CONNECTION_CLOSED', 'CONNECTION_DESTROYED', 'CONNECTION_ENDED', 'CONNECT_TIMEOUT', 'CONNECT_FAILED'],
    ...['POOL_TIMEOUT', 'POOL_CLOSED', 'STATEMENT_TIMEOUT', 'EIO'],
  ])('is `unavailable` for code %s', (code) => {
    const cause = Object.assign(new Error('secret'), { code })

    expectFailure(cause, 'unavailable')
    expectFailure(new Error('Failed query: secret', { cause }), 'unavailable')
  })

  it.each(['ECONN', 'XCONNECT_FAILED', 'toString', 42])(
    'is not a failure of the database for the unknown code %s',
    (code) => {
      expectFailure(Object.assign(new Error('secret'), { code }), undefined)
    },
  )
})

it('is unavailable if a worker of a cluster ends, unlike an internal error of the database', () => {
  expectFailure(Object.assign(new Error('secret'), { code: 'XX000', file: 'remote_commands.c' }), 'unavailable')
  expectFailure(Object.assign(new Error('secret'), { code: 'XX000', file: 'nbtree.c' }), undefined)
})

it.each(['53100', 'ENOSPC', 'EDQUOT', 'DISK_FULL'])('is a full disk for code %s, and the detail says so', (code) => {
  const cause = Object.assign(new Error('secret'), { code })

  expectFailure(cause, 'unavailable')
  expect(databaseFailure(cause)?.detail).toBe('The disk of the database is full. Try again later.')
})

it('accepts any thrown value', () => {
  for (const thrown of [undefined, null, 'secret', new Error('secret')]) expectFailure(thrown, undefined)
})

/** The detail contains nothing of the error. */
function expectFailure(thrown: unknown, code: string | undefined): void {
  const failure = databaseFailure(thrown)
  expect(failure?.code).toBe(code)
  expect(failure?.detail ?? '').not.toMatch(/secret|select|insert|children|parents|\d{5}|[A-Z]{4}/)
}
