import { priorities } from './shared/schemas.js'

/** JSON Schemas, which Fastify compiles to validate requests and to serialize responses. */

const text = { type: 'string' } as const
const nullable = (more: object = {}) => ({ type: ['string', 'null'], ...more })
const priority = { enum: priorities }

const fields = {
  description: nullable({ maxLength: 10_000 }),
  priority: { enum: [...priorities, null] },
  tags: { type: ['array', 'null'], maxItems: 20, items: { type: 'string', minLength: 1, maxLength: 50 } },
  dueDate: nullable({ format: 'date' }),
  dueAt: nullable({ format: 'date-time' }),
}
const title = { type: 'string', maxLength: 200, pattern: '\\S' }
const object = { type: 'object', additionalProperties: false } as const

export const newTask = { ...object, required: ['title'], properties: { title, ...fields } }
export const taskChanges = { ...object, properties: { title, ...fields } }
export const completion = { ...object, properties: { completed: { type: 'boolean' } } }

export const query = {
  type: 'object',
  properties: {
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 50 },
    search: { type: 'string', minLength: 1, maxLength: 200 },
    cursor: { type: 'string', maxLength: 4000 },
  },
}
export const ofTask = { type: 'object', properties: { userId: text, taskId: { type: 'string', format: 'uuid' } } }

const taskResponse = {
  id: text,
  userId: text,
  title: text,
  description: nullable(),
  completed: { type: 'boolean' },
  completedAt: nullable(),
  priority: { type: 'string', ...priority },
  tags: { type: 'array', items: text },
  dueDate: nullable(),
  dueAt: nullable(),
  deletedAt: nullable(),
  revision: { type: 'integer' },
  createdAt: text,
  updatedAt: text,
}
export const task = { type: 'object', required: Object.keys(taskResponse), properties: taskResponse }
export const page = {
  type: 'object',
  required: ['items', 'nextCursor'],
  properties: { items: { type: 'array', items: task }, nextCursor: nullable() },
}
