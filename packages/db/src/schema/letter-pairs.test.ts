import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenDatabase, openDatabase } from '../open-database.js'
import { createTestDatabase, type TestDatabase } from '../testing.js'
import { type LetterPair, letterPair } from './letter-pairs.js'
import { hasUnusualFollower, searchText, tasks } from './tasks.js'

const letters = [...'AIQXZ09ÀÉİŸŁƏĞΑΣΏБЙҐҚԱאتک'.normalize()]
/** Also with letters of other scripts, marks, punctuation and symbols, which may follow a pair. */
const characters = [...letters, ...letters, ...' .-_~’“—…€·«＿会한Ệ\u0301\u200b😀\t'.normalize()]
/** Pairs of each letter with some others. */
const pairs = letters.flatMap((first, n) => [0, 7].map((step) => first + letters[(n + step) % letters.length]))

describe('letters that are searched as a pair', () => {
  it.each(['A', 'ABC', '', 'A-', '~A', '会议', 'A会', '😀'])('are not those of %j', (word) => {
    expect(letterPair(word)).toBeUndefined()
  })

  it.each(['QX', '5Ł', 'ÉÀ', 'БЙ', 'AЙ', 'ΣΑ', 'אא'])('are those of %j', (word) => {
    expect(letterPair(word)).toBeDefined()
  })
})

describe('search for a pair of letters', () => {
  let created: TestDatabase
  let database: OpenDatabase
  beforeAll(async () => {
    created = await createTestDatabase()
    database = await openDatabase(created.url, { poolMax: 1 })
    await database.migrate()
    await database.db.execute(sql`insert into users (id, created_at) values ('ada', now())`)
    // Without these, there are only the indexes that find the text.
    const others = await rows<{ name: string }>(sql`
      select indexrelid::regclass::text as name from pg_index where indrelid = 'tasks'::regclass and not indisprimary
        and indexrelid::regclass::text not in ('tasks_search', 'tasks_unusual_followers')`)
    for (const { name } of others) await database.db.execute(sql.raw(`drop index ${name}`))
    await database.db.execute(sql`alter table tasks drop constraint tasks_user_id_id_pk`)
  })
  afterAll(async () => {
    await database?.close()
    await created?.drop()
  })

  it('finds by the indexes each text that contains it', async () => {
    const texts = pairs.flatMap((pair) =>
      characters.flatMap((next, n) => [pair + next, `${characters[(n * 7) % characters.length]}${pair}${next}A`]),
    )
    await database.db.execute(sql`
      insert into tasks (user_id, id, title, title_key, revision, created_at, updated_at)
      select 'ada', gen_random_uuid(), text, text, n, now(), now()
      from jsonb_array_elements_text(${JSON.stringify([...new Set(texts)])}::text::jsonb) with ordinality as t (text, n)`)
    await database.db.execute(sql`analyze tasks`)

    for (const word of pairs) {
      const pair = letterPair(word)
      if (!pair) continue
      const { found, plan } = await search(word, pair)
      const all = await rows<{ title: string }>(
        sql`select distinct title from tasks where title like ${`%${word}%`} order by title`,
      )
      expect(
        found.map(({ title }) => title),
        word,
      ).toEqual(all.map(({ title }) => title))
      expect(plan, word).not.toMatch(/Seq Scan|Filter: .*title_key/)
    }
  }, 60_000)

  async function search(word: string, { expression, patterns }: LetterPair) {
    const conditions = [
      sql`(${searchText(tasks)}) ~ ${expression}`,
      ...patterns.map((pattern) => sql`${searchText(tasks)} like ${pattern}`),
      hasUnusualFollower(tasks),
    ]
    const each = conditions.map(
      (condition) => sql`select title from tasks where user_id = 'ada' and deleted_at is null and ${condition}`,
    )
    const query = sql`select distinct title from (${sql.join(each, sql` union all `)}) t where title like ${`%${word}%`} order by title`
    return database.db.transaction(async (tx) => {
      await tx.execute(sql`set local enable_seqscan = off`)
      const found = toRows<{ title: string }>(await tx.execute(query))
      const lines = toRows<Record<string, string>>(await tx.execute(sql`explain ${query}`))
      return { found, plan: lines.map((line) => line['QUERY PLAN']).join('\n') }
    })
  }

  async function rows<T>(query: ReturnType<typeof sql>): Promise<T[]> {
    return toRows<T>(await database.db.execute(query))
  }
})

function toRows<T>(result: unknown): T[] {
  return Array.isArray(result) ? [...result] : (result as { rows: T[] }).rows
}
