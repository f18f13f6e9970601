import { searchText, tasks, userRevisions } from '@taskpact/db'
import { and, desc, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { makePgArray } from 'drizzle-orm/pg-core'
import { type Drizzle, keysOf, type Opening, openDrizzle, rankOf, shown } from './columns.js'
import { newId } from './new-id.js'
import { fromCursor, patternsOf, toPage } from './page.js'
import type { Store } from './store.js'

/** As our service does it: the same statements, built once and prepared; one for each read and each write. */
export function openTunedStore(opening: Opening): Store {
  const db = openDrizzle(opening)
  const [get, create, update, complete] = [getQuery(db), createQuery(db), updateQuery(db), completeQuery(db)]
  const lists = new Map<string, ReturnType<typeof listQuery>>()

  return {
    async list(userId, { limit, search, cursor }) {
      const words = search === undefined ? [] : patternsOf(search)
      const after = fromCursor(cursor)
      const shape = `${words.length} ${after !== undefined}`
      const query = lists.get(shape) ?? listQuery(db, words.length, after !== undefined)
      lists.set(shape, query)
      const given = Object.fromEntries(words.map((word, n) => [`word${n}`, word]))
      const rows = await query.execute({ userId, limit: limit + 1, ...given, key: after?.[0], id: after?.[1] })
      return toPage(
        rows.flatMap(({ page }) => page ?? []),
        limit,
      )
    },

    get: async (userId, taskId) => (await get.execute({ userId, taskId }))[0],

    async create(userId, { title, description = null, priority, tags, dueDate = null, dueAt = null }) {
      const keys = keysOf({ title, description, tags: tags ?? [] })
      const fields = { title, description, priority: rankOf(priority), tags: makePgArray(tags ?? []), dueDate, dueAt }
      const [made] = await create.execute({ ...fields, ...keys, userId, taskId: newId(), now: now() })
      if (!made) throw new TypeError('There is no such user')
      return made
    },

    async update(userId, taskId, { title, description, priority, tags, dueDate, dueAt }) {
      const fields = {
        title: title ?? null,
        describes: description !== undefined,
        description: description ?? null,
        priority: priority === undefined ? null : rankOf(priority),
        tags: tags === undefined ? null : makePgArray(tags ?? []),
        datesDay: dueDate !== undefined,
        dueDate: dueDate ?? null,
        datesMoment: dueAt !== undefined,
        dueAt: dueAt ?? null,
      }
      const keys = { titleKey: null, descriptionKey: null, tagsKey: null, ...keysOf({ title, description, tags }) }
      return (await update.execute({ ...fields, ...keys, userId, taskId, now: now() }))[0]
    },

    complete: async (userId, taskId, completed = undefined) =>
      (await complete.execute({ userId, taskId, completed: completed ?? null, now: now() }))[0],
  }
}

function now(): string {
  return new Date().toISOString()
}

const given = (name: string, type: string) => sql`${sql.placeholder(name)}::${sql.raw(type)}`
const userId = sql.placeholder('userId')
const at = given('now', 'timestamptz')
const named = and(eq(tasks.userId, userId), eq(tasks.id, sql.placeholder('taskId')))
const live = and(named, isNull(tasks.deletedAt))

function listQuery(db: Drizzle, words: number, goesOn: boolean) {
  const page = db
    .select(shown)
    .from(tasks)
    .where(
      and(
        eq(tasks.userId, userId),
        isNull(tasks.deletedAt),
        ...Array.from({ length: words }, (_, n) => sql`${searchText(tasks)} like ${given(`word${n}`, 'text')}`),
        goesOn
          ? sql`(${tasks.createdAt}, ${tasks.id}) < (${given('key', 'timestamptz')}, ${given('id', 'uuid')})`
          : undefined,
      ),
    )
    .orderBy(desc(tasks.createdAt), desc(tasks.id))
    .limit(sql.placeholder('limit'))
    .as('page')
  return db
    .select()
    .from(userRevisions)
    .leftJoinLateral(page, sql`true`)
    .where(eq(userRevisions.userId, userId))
    .prepare(words === 0 ? `list_${goesOn}` : (undefined as never)) // unprepared, which drizzle's types have no word for
}

function getQuery(db: Drizzle) {
  return db.select(shown).from(tasks).where(live).prepare('get')
}

function createQuery(db: Drizzle) {
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
          id: given('taskId', 'uuid').as('id'),
          title: given('title', 'text').as('title'),
          description: given('description', 'text').as('description'),
          completedAt: sql`null::timestamptz`.as('completed_at'),
          priority: given('priority', 'smallint').as('priority'),
          tags: given('tags', 'text[]').as('tags'),
          dueDate: given('dueDate', 'date').as('due_date'),
          dueAt: given('dueAt', 'timestamptz').as('due_at'),
          deletedAt: sql`null::timestamptz`.as('deleted_at'),
          revision: bump.revision,
          createdAt: at.as('created_at'),
          updatedAt: at.as('updated_at'),
          titleKey: given('titleKey', 'text').as('title_key'),
          descriptionKey: given('descriptionKey', 'text').as('description_key'),
          tagsKey: given('tagsKey', 'text').as('tags_key'),
        })
        .from(bump),
    )
    .returning(shown)
    .prepare('create')
}

function updateQuery(db: Drizzle) {
  const or = (name: string, type: string, kept: unknown) => sql`coalesce(${given(name, type)}, ${kept})`
  const where = (flag: string, name: string, type: string, kept: unknown) =>
    sql`case when ${given(flag, 'boolean')} then ${given(name, type)} else ${kept} end`
  return changeQuery(db, 'update', {
    title: or('title', 'text', tasks.title),
    titleKey: or('titleKey', 'text', tasks.titleKey),
    description: where('describes', 'description', 'text', tasks.description),
    descriptionKey: where('describes', 'descriptionKey', 'text', tasks.descriptionKey),
    priority: or('priority', 'smallint', tasks.priority),
    tags: or('tags', 'text[]', tasks.tags),
    tagsKey: or('tagsKey', 'text', tasks.tagsKey),
    dueDate: where('datesDay', 'dueDate', 'date', tasks.dueDate),
    dueAt: where('datesMoment', 'dueAt', 'timestamptz', tasks.dueAt),
  })
}

function completeQuery(db: Drizzle) {
  const isDone = sql`coalesce(${given('completed', 'boolean')}, ${tasks.completedAt} is null)`
  return changeQuery(db, 'complete', {
    completedAt: sql`case when ${isDone} then coalesce(${tasks.completedAt}, ${at}) end`,
  })
}

/** Locks the user's row and then the task; takes the next revision if there is the task, and stamps it. */
function changeQuery(db: Drizzle, name: string, set: Partial<Record<keyof typeof tasks.$inferInsert, SQL>>) {
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
    .returning(shown)
    .prepare(name)
}
