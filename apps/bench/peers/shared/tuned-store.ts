import { openDatabase } from '@taskpact/db'
import { makePgArray } from 'drizzle-orm/pg-core'
import { keysOf, type Opening, rankOf } from './columns.js'
import { newId } from './new-id.js'
import { fromCursor, patternsOf, toPage } from './page.js'
import type { Store } from './store.js'
import { completeTask, createTask, findUser, getTask, listQuery, updateTask } from './tuned-queries.js'

/** The data path of Taskpact: its pool, and the same statements, compiled once; one for each read and each write. */
export async function openTunedStore({ databaseUrl, poolMax }: Opening): Promise<Store> {
  const { db } = await openDatabase(databaseUrl, { poolMax })
  const lists = new Map<string, ReturnType<typeof listQuery>>()

  return {
    userExists: async (userId) => (await findUser(db, { userId })).length > 0,

    async list(userId, { limit, search, cursor }) {
      const words = search === undefined ? [] : patternsOf(search)
      const after = fromCursor(cursor)
      const shape = `${words.length} ${after !== undefined}`
      const query = lists.get(shape) ?? listQuery(words.length, after !== undefined)
      lists.set(shape, query)
      const patterns = Object.fromEntries(words.map((word, n) => [`word${n}`, word]))
      const rows = await query(db, { userId, limit: limit + 1, ...patterns, key: after?.[0], id: after?.[1] })
      return toPage(
        rows.flatMap(({ page }) => page ?? []),
        limit,
      )
    },

    get: async (userId, taskId) => (await getTask(db, { userId, taskId }))[0],

    async create(userId, { title, description = null, priority, tags, dueDate = null, dueAt = null }) {
      const keys = keysOf({ title, description, tags: tags ?? [] })
      const fields = { title, description, priority: rankOf(priority), tags: makePgArray(tags ?? []), dueDate, dueAt }
      const [task] = await createTask(db, { ...fields, ...keys, userId, taskId: newId(), now: now() })
      if (!task) throw new TypeError('There is no such user')
      return task
    },

    async update(userId, taskId, { title, description, priority, tags, dueDate, dueAt }) {
      const fields = {
        title: title ?? null,
        setsDescription: description !== undefined,
        description: description ?? null,
        priority: priority === undefined ? null : rankOf(priority),
        tags: tags === undefined ? null : makePgArray(tags ?? []),
        setsDueDate: dueDate !== undefined,
        dueDate: dueDate ?? null,
        setsDueAt: dueAt !== undefined,
        dueAt: dueAt ?? null,
      }
      const keys = { titleKey: null, descriptionKey: null, tagsKey: null, ...keysOf({ title, description, tags }) }
      return (await updateTask(db, { ...fields, ...keys, userId, taskId, now: now() }))[0]
    },

    complete: async (userId, taskId, completed = undefined) =>
      (await completeTask(db, { userId, taskId, completed: completed ?? null, now: now() }))[0],
  }
}

function now(): string {
  return new Date().toISOString()
}
