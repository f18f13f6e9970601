import type { Contract } from '@taskpact/contract'
import type { Database } from '@taskpact/db'
import { v7 as uuidv7 } from 'uuid'
import type { Context, Service } from '../context.js'
import { readAll, readPage } from '../page.js'
import { ServiceError } from '../service-error.js'
import { queries } from './queries.js'

const lists = { all: 'listAll', pending: 'listPending', completed: 'listCompleted' } as const

export const tasks: Service<Contract>['tasks'] = {
  list({ userId, status, ...page }, { db }) {
    const list = queries(db)[lists[status]]
    return readPage([userId, 'tasks', status], page, (before, limit) => list.execute({ userId, before, limit }))
  },

  async create({ userId, title, description = null }, ctx) {
    const id = uuidv7()
    const [task] = await queries(ctx.db).create.execute({ userId, id, title, description, now: at(ctx) })
    if (!task) throw new ServiceError('invalid_token', 'Invalid token: its user is gone.')
    return task
  },

  async get({ userId, taskId: id }, { db }) {
    return existing(await queries(db).get.execute({ userId, id }))
  },

  async update({ userId, taskId: id, title = null, description, completed = null }, ctx) {
    const changes = { title, describe: description !== undefined, description: description ?? null, completed }
    return existing(await queries(ctx.db).update.execute({ userId, id, ...changes, now: at(ctx) }))
  },

  async complete({ userId, taskId: id, completed = null }, ctx) {
    return existing(await queries(ctx.db).complete.execute({ userId, id, completed, now: at(ctx) }))
  },

  async remove({ userId, taskId: id }, ctx) {
    existing(await queries(ctx.db).remove.execute({ userId, id, now: at(ctx) }))
    return undefined
  },
}

/** Every task that is held on a user, removed ones too, newest first. */
export function allTasks(userId: string, db: Database) {
  return readAll((before, limit) => queries(db).listHeld.execute({ userId, before, limit }))
}

function existing<T>([task]: readonly T[]): T {
  if (!task) throw new ServiceError('not_found', 'Task not found.')
  return task
}

function at({ now }: Context): string {
  return now().toISOString()
}
