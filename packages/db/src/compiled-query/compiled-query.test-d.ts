import { eq, sql } from 'drizzle-orm'
import { expectTypeOf } from 'vitest'
import type { Database } from '../database.js'
import { userRevisions, users } from '../schema/index.js'
import { compiledQuery } from './compiled-query.js'

declare const db: Database

const select = compiledQuery({
  name: 'select',
  build: (db) => db.select({ id: users.id, name: users.name }).from(users),
})
expectTypeOf(await select(db)).toEqualTypeOf<{ id: string; name: string | null }[]>()

const join = compiledQuery({
  name: 'join',
  build: (db) => db.select().from(users).leftJoin(userRevisions, eq(userRevisions.userId, users.id)),
})
expectTypeOf(await join(db)).toEqualTypeOf<
  { users: typeof users.$inferSelect; user_revisions: typeof userRevisions.$inferSelect | null }[]
>()

const remove = compiledQuery({ name: 'remove', build: (db) => db.delete(users).returning({ id: users.id }) })
expectTypeOf(await remove(db)).toEqualTypeOf<{ id: string }[]>()

const nothing = compiledQuery({ name: 'nothing', build: (db) => db.delete(users) })
expectTypeOf(await nothing(db)).toEqualTypeOf<[]>()

const plain = compiledQuery({ name: 'plain', build: () => sql<{ sum: number }>`select 1 as sum` })
expectTypeOf(await plain(db)).toEqualTypeOf<{ sum: number }[]>()
