import { compiledQuery, type Database, searchText, tasks, userRevisions, users } from '@taskpact/db'
import { and, desc, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { columns } from './columns.js'

const typed = (name: string, type: string) => sql`${sql.placeholder(name)}::${sql.raw(type)}`
const userId = sql.placeholder('userId')
const at = typed('now', 'timestamptz')
const named = and(eq(tasks.userId, userId), eq(tasks.id, sql.placeholder('taskId')))
const live = and(named, isNull(tasks.deletedAt))

/** Lists that search are not prepared: their best plan depends on the words. */
export function listQuery(words: number, continues: boolean) {
  return compiledQuery({ name: 'list', prepare: words === 0, build: (db) => list(db, words, continues) })
}

function list(db: Database, words: number, continues: boolean) {
  const page = db
    .select(columns)
    .from(tasks)
    .where(
      and(
        eq(tasks.userId, userId),
        isNull(tasks.deletedAt),
        ...Array.from({ length: words }, (_, n) => sql`${searchText(tasks)} like ${typed(`word${n}`, 'text')}`),
        continues
          ? sql`(${tasks.createdAt}, ${tasks.id}) < (${typed('key', 'timestamptz')}, ${typed('id', 'uuid')})`
          : undefined,
      ),
    )
    .orderBy(desc(tasks.createdAt), desc(tasks.id))
    .limit(sql.placeholder('limit'))
    .as('page')
  return db.select().from(userRevisions).leftJoinLateral(page, sql`true`).where(eq(userRevisions.userId, userId))
}

export const getTask = compiledQuery({ name: 'get', build: (db) => db.select(columns).from(tasks).where(live) })

export const findUser = compiledQuery({
  name: 'user',
  build: (db) => db.select({ id: users.id }).from(users).where(eq(users.id, userId)),
})

export const createTask = compiledQuery({ name: 'create', build: create })

function create(db: Database) {
  const bump = db.$with('bump').as(
    db
      .update(userRevisions)
      .set({ revision: sql`${userRevisions.revision} + 1`, taskCount: sql`${userRevisions.taskCount} + 1` })
      .where(eq(userRevisions.userId, userId))
      .returning({ revision: userRevisions.revision }),
  )
  return db
    .with(bump)
    .insert(tasks)
    .select((query) =>
      query
        .select({
          userId: sql`${userId}::text`.as('user_id'),
          id: typed('taskId', 'uuid').as('id'),
          title: typed('title', 'text').as('title'),
          description: typed('description', 'text').as('description'),
          completedAt: sql`null::timestamptz`.as('completed_at'),
          priority: typed('priority', 'smallint').as('priority'),
          tags: typed('tags', 'text[]').as('tags'),
          dueDate: typed('dueDate', 'date').as('due_date'),
          dueAt: typed('dueAt', 'timestamptz').as('due_at'),
          deletedAt: sql`null::timestamptz`.as('deleted_at'),
          revision: bump.revision,
          createdAt: at.as('created_at'),
          updatedAt: at.as('updated_at'),
          titleKey: typed('titleKey', 'text').as('title_key'),
          descriptionKey: typed('descriptionKey', 'text').as('description_key'),
          tagsKey: typed('tagsKey', 'text').as('tags_key'),
          titleSortKey: sql`null::text`.as('title_sort_key'),
          keysRevision: sql`null::bigint`.as('keys_revision'),
          countedAs: sql`null::text[]`.as('counted_as'),
          countedUntil: sql`null::bigint`.as('counted_until'),
        })
        .from(bump),
    )
    .returning(columns)
}

const orKept = (name: string, type: string, stored: unknown) => sql`coalesce(${typed(name, type)}, ${stored})`
const ifSet = (flag: string, name: string, type: string, stored: unknown) =>
  sql`case when ${typed(flag, 'boolean')} then ${typed(name, type)} else ${stored} end`

export const updateTask = compiledQuery({
  name: 'update',
  build: (db) =>
    change(db, {
      title: orKept('title', 'text', tasks.title),
      titleKey: orKept('titleKey', 'text', tasks.titleKey),
      description: ifSet('setsDescription', 'description', 'text', tasks.description),
      descriptionKey: ifSet('setsDescription', 'descriptionKey', 'text', tasks.descriptionKey),
      priority: orKept('priority', 'smallint', tasks.priority),
      tags: orKept('tags', 'text[]', tasks.tags),
      tagsKey: orKept('tagsKey', 'text', tasks.tagsKey),
      dueDate: ifSet('setsDueDate', 'dueDate', 'date', tasks.dueDate),
      dueAt: ifSet('setsDueAt', 'dueAt', 'timestamptz', tasks.dueAt),
    }),
})

const isCompleted = sql`coalesce(${typed('completed', 'boolean')}, ${tasks.completedAt} is null)`

export const completeTask = compiledQuery({
  name: 'complete',
  build: (db) =>
    change(db, { completedAt: sql`case when ${isCompleted} then coalesce(${tasks.completedAt}, ${at}) end` }),
})

/** Locks the row of the user and then the task, and stamps the task, if it exists, with the next revision. */
function change(db: Database, set: Partial<Record<keyof typeof tasks.$inferInsert, SQL>>) {
  const owner = db
    .$with('owner')
    .as(
      db.select({ id: userRevisions.userId }).from(userRevisions).where(eq(userRevisions.userId, userId)).for('update'),
    )
  const target = db.$with('target').as(
    db
      .with(owner)
      .select({ revision: tasks.revision })
      .from(owner)
      .innerJoin(tasks, live as SQL)
      .for('update', { of: tasks }),
  )
  const bump = db.$with('bump').as(
    db
      .update(userRevisions)
      .set({ revision: sql`${userRevisions.revision} + 1` })
      .where(and(eq(userRevisions.userId, userId), sql`exists (select from ${target})`))
      .returning({ revision: userRevisions.revision }),
  )
  return db
    .with(target, bump)
    .update(tasks)
    .set({ ...set, revision: sql`(select revision from bump)`, updatedAt: sql`greatest(${tasks.updatedAt}, ${at})` })
    .where(and(named, sql`exists (select from bump)`))
    .returning(columns)
}
