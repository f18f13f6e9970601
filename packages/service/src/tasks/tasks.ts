import type { Contract } from '@taskpact/contract'
import { v7 as uuidv7 } from 'uuid'
import type { Context, Service } from '../context.js'
import { ServiceError } from '../service-error.js'
import { fromCursor, toCursor } from './cursor.js'
import { queries } from './queries.js'

const afterAll = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
const lists = {
  all: 'listAll',
  pending: 'listPending',
  completed: 'listCompleted',
} as const

export const tasks: Service<Contract>['tasks'] = {
  async list({ userId, status, limit, cursor }, { db }) {
    const before = cursor ? fromCursor(userId, status, cursor) : afterAll
    const found = await queries(db)[lists[status]].execute({
      userId,
      before,
      limit: limit + 1,
    })
    const items = found.slice(0, limit)
    const last = items.at(-1)
    return {
      items,
      nextCursor: found.length > limit && last ? toCursor(userId, status, last.id) : null,
    }
  },

  async create({ userId, title, description = null }, ctx) {
    const id = uuidv7()
    const [task] = await queries(ctx.db).create.execute({
      userId,
      id,
      title,
      description,
      now: at(ctx),
    })
    if (!task) throw new ServiceError('invalid_token', 'Invalid token: its user is gone.')
    return task
  },

  async get({ userId, taskId: id }, { db }) {
    return existing(await queries(db).get.execute({ userId, id }))
  },

  async update({ userId, taskId: id, title = null, description, completed = null }, ctx) {
    const changes = {
      title,
      describe: description !== undefined,
      description: description ?? null,
      completed,
    }
    return existing(
      await queries(ctx.db).update.execute({
        userId,
        id,
        ...changes,
        now: at(ctx),
      }),
    )
  },

  async complete({ userId, taskId: id, completed = null }, ctx) {
    return existing(
      await queries(ctx.db).complete.execute({
        userId,
        id,
        completed,
        now: at(ctx),
      }),
    )
  },

  async remove({ userId, taskId: id }, ctx) {
    existing(await queries(ctx.db).remove.execute({ userId, id, now: at(ctx) }))
    return undefined
  },
}

function existing<T>([task]: readonly T[]): T {
  if (!task) throw new ServiceError('not_found', 'Task not found.')
  return task
}

function at({ now }: Context): string {
  return now().toISOString()
}
