import { createHash } from 'node:crypto'
import { openConnections, type Row } from './floor-connections.js'
import * as statements from './floor-statements.js'
import { keysOf, type Opening, rankOf } from './shared/columns.js'
import { newId } from './shared/new-id.js'
import { patternsOf, toPage } from './shared/page.js'
import { type Changes, type NewTask, priorities, type Task } from './shared/schemas.js'

/** Milliseconds for which a result is stored under an idempotency key. */
const keyLifetime = 24 * 60 * 60_000

/** The statements of Taskpact by hand, on the driver alone. */
export function openFloorStore(opening: Opening) {
  const { query, queryUnprepared, transaction } = openConnections(opening)

  return {
    async userExists(userId: string): Promise<boolean> {
      return (await query(statements.userExists, [userId])).length > 0
    },

    async revision(userId: string): Promise<unknown> {
      return (await query(statements.revision, [userId]))[0]?.[0]
    },

    async list(userId: string, limit: number, search: string | null) {
      const words = search === null ? [] : patternsOf(search)
      const values = [userId, limit + 1, ...words]
      const rows = await (words.length > 0
        ? queryUnprepared(statements.searchTasks(words.length), values)
        : query(statements.listTasks, values))
      const found: Task[] = []
      for (const row of rows) if (row[1] !== null) found.push(toTask(row, 1))
      return { page: toPage(found, limit), revision: rows[0]?.[0] }
    },

    async get(userId: string, taskId: string): Promise<Task | undefined> {
      return firstTask(await query(statements.getTask, [userId, taskId]))
    },

    async create(userId: string, task: NewTask): Promise<Task> {
      return created(await query(statements.createTask, valuesOf(userId, task)))
    },

    /** Returns the JSON of the task: a repetition with the same key and body returns the stored one. */
    async createOnce(userId: string, key: string, body: string): Promise<string> {
      const fingerprint = createHash('sha256').update(body).digest('base64url')
      const values = valuesOf(userId, JSON.parse(body) as NewTask)
      const expired = new Date(Date.now() - keyLifetime).toISOString()
      return transaction(async (query) => {
        const task = firstTask(await query(statements.claimKeyAndCreateTask, [...values, key, fingerprint, expired]))
        if (task) {
          const result = JSON.stringify(task)
          void query(statements.saveResult, [userId, key, result]).catch(() => {}) // fails the commit
          return result
        }
        const [stored] = await query(statements.getResult, [userId, key])
        if (stored?.[0] !== fingerprint) throw new TypeError('The key was used for another request')
        return stored[1] as string
      })
    },

    batch: (userId: string, all: readonly NewTask[]): Promise<Task[]> =>
      transaction(async (query) => {
        const results = all.map((task) => query(statements.createTask, valuesOf(userId, task)))
        return (await Promise.all(results)).map(created)
      }),

    async update(userId: string, taskId: string, changes: Changes): Promise<Task | undefined> {
      const { title, description, priority, tags, dueDate, dueAt } = changes
      const keys = keysOf({ title, description, tags })
      const values = [
        ...[userId, taskId, new Date().toISOString(), title ?? null, keys.titleKey ?? null],
        ...[description !== undefined, description ?? null, keys.descriptionKey ?? null],
        ...[priority === undefined ? null : rankOf(priority), tags === undefined ? null : (tags ?? [])],
        ...[keys.tagsKey ?? null, dueDate !== undefined, dueDate ?? null, dueAt !== undefined, dueAt ?? null],
      ]
      return firstTask(await query(statements.updateTask, values))
    },

    async complete(userId: string, taskId: string, completed: boolean | undefined): Promise<Task | undefined> {
      const values = [userId, taskId, new Date().toISOString(), completed ?? null]
      return firstTask(await query(statements.completeTask, values))
    },
  }
}

function valuesOf(
  userId: string,
  { title, description = null, priority, tags, dueDate = null, dueAt = null }: NewTask,
) {
  const keys = keysOf({ title, description, tags: tags ?? [] })
  return [
    ...[userId, newId(), title, description, rankOf(priority), tags ?? [], dueDate, dueAt, new Date().toISOString()],
    ...[keys.titleKey, keys.descriptionKey, keys.tagsKey],
  ]
}

function created(rows: readonly Row[]): Task {
  const task = firstTask(rows)
  if (!task) throw new TypeError('There is no such user')
  return task
}

function firstTask([row]: readonly Row[]): Task | undefined {
  return row && toTask(row)
}

/** By the order of `columns`, which begin at `first`. */
function toTask(row: Row, first = 0): Task {
  return {
    id: row[first],
    userId: row[first + 1],
    title: row[first + 2],
    description: row[first + 3],
    completed: row[first + 4] !== null,
    completedAt: row[first + 4],
    priority: priorities[row[first + 5] as number] ?? 'none',
    tags: row[first + 6],
    dueDate: row[first + 7],
    dueAt: row[first + 8],
    deletedAt: row[first + 9],
    revision: row[first + 10],
    createdAt: row[first + 11],
    updatedAt: row[first + 12],
  } as Task // as the columns of the statements are
}
