import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { openDatabase } from '../open-database.js'
import { createTestDatabase } from '../testing.js'
import type { EndedStatement } from '../with-timing.js'
import { compiledQuery } from './compiled-query.js'
import { statementName } from './statement-name.js'

const addOne = compiledQuery({
  name: 'add_one',
  build: () => sql<{ sum: number }>`select ${sql.placeholder('number')}::int + 1 as sum`,
})

it('names the text that a compiled query sends', async () => {
  const ended: EndedStatement[] = []
  const created = await createTestDatabase()
  const { db, close } = await openDatabase(created.url, { onStatement: (one) => ended.push(one) })
  try {
    expect(await addOne(db, { number: 40 })).toEqual([{ sum: 41 }])
    await expect(addOne(db, { number: 'x' })).rejects.toThrow()
  } finally {
    await close()
    await created.drop()
  }

  const [succeeded, failed] = ended.filter(({ text }) => statementName(text) === 'add_one')
  expect(succeeded).toMatchObject({ ms: expect.any(Number), failed: false, error: undefined })
  expect(failed).toMatchObject({ failed: true, error: { code: '22P02' } })
})

it.each([
  ["\n  SELECT 'ada@example.com'", 'select'],
  ['begin; set local statement_timeout = 5000', 'begin'],
  ['-- a comment', 'statement'],
])('names %j after its first word', (text, name) => {
  expect(statementName(text)).toBe(name)
})
