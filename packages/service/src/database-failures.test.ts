import { type Database, openDatabase } from '@taskpact/db'
import { createTestDatabase } from '@taskpact/db/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toServiceError } from './service-error.js'

let db: Database
let close: () => Promise<void>
beforeAll(async () => {
  const made = await createTestDatabase()
  const database = await openDatabase(made.url, { poolMax: 2 })
  db = database.db
  close = async () => {
    await database.close()
    await made.drop()
  }
  await db.execute(sql.raw('create table parents (id int primary key)'))
  await db.execute(sql.raw('create table children (parent int references parents)'))
})
afterAll(() => close?.())

/** What a statement fails with. */
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
    ['internal', '42601', 'select from where'],
    ['internal', '23514', `do $$ begin raise 'no' using errcode = '23514'; end $$`],
  ])('is `%s` where the SQLSTATE is %s', async (code, sqlState, statement) => {
    const failure = await failureOf(statement)

    expect(failure).toMatchObject({ cause: { code: sqlState } })
    expectTold(failure, code)
  })

  it('is `unavailable` where the server only reads', async () => {
    const write = sql.raw('insert into parents values (3)')
    const work = db.transaction((tx) => tx.execute(write), { accessMode: 'read only' })
    const failure = await work.catch((error) => error)

    expect(failure).toMatchObject({ cause: { code: '25006' } })
    expectTold(failure, 'unavailable')
  })
})

describe('a state of the server', () => {
  it.each([
    ...['08006', '08P01', '53100', '53200', '53300', '57P01', '57P02', '57P03', '57014', '55P03', '40001', '40P01'],
    ...['25P03', '28000', '28P01', '3D000'],
  ])('is `unavailable` where the SQLSTATE is %s', async (sqlState) => {
    const failure = await failureOf(`do $$ begin raise 'secret' using errcode = '${sqlState}'; end $$`)

    expect(failure).toMatchObject({ cause: { code: sqlState } })
    expectTold(failure, 'unavailable')
  })

  it('is `invalid_input` where a program limit is exceeded', async () => {
    expectTold(await failureOf(`do $$ begin raise 'secret' using errcode = '54000'; end $$`), 'invalid_input')
  })
})

describe('a failure on the way to the server', () => {
  it.each([
    ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'],
    ...['CONNECTION_CLOSED', 'CONNECTION_DESTROYED', 'CONNECTION_ENDED', 'CONNECT_TIMEOUT', 'CONNECT_FAILED'],
    ...['POOL_TIMEOUT', 'POOL_CLOSED', 'STATEMENT_TIMEOUT'],
  ])('is `unavailable` where the code is %s', (code) => {
    const cause = Object.assign(new Error('secret'), { code })

    expectTold(cause, 'unavailable')
    expectTold(new Error('Failed query: secret', { cause }), 'unavailable')
  })

  it.each(['ECONN', 'XCONNECT_FAILED', 'toString', 42])('is `internal` where the code is %s, which is none', (code) => {
    expectTold(Object.assign(new Error('secret'), { code }), 'internal')
  })
})

it('takes any thrown value', () => {
  for (const thrown of [undefined, null, 'secret', new Error('secret')]) expectTold(thrown, 'internal')
})

/** It tells nothing of the inside, and keeps all of it for the log. */
function expectTold(thrown: unknown, code: string): void {
  const told = toServiceError(thrown)
  expect(told).toMatchObject({ code, cause: thrown })
  expect(told.detail).not.toMatch(/secret|select|insert|children|parents|\d{5}|[A-Z]{4}/)
  expect(told.retryAfter).toBe(code === 'unavailable' ? 5 : undefined)
}
