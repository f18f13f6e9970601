import { operations, routes, UserId } from '@taskpact/contract'
import * as z from 'zod'

const Note = z
  .object({ id: z.string(), userId: z.string(), text: z.string() }) // `Location` is built from id and userId
  .meta({ id: 'Note', description: 'Note of a user.' })

const plain = { access: 'user', scope: null, tool: false, idempotency: 'none', concurrency: 'none' } as const

const notes = routes({
  create: {
    method: 'POST',
    path: '/api/:userId/notes',
    summary: 'Create a note',
    description: 'Creates a note of the user.',
    metadata: { ...plain, limit: 'write' },
    pathParams: z.object({ userId: UserId }),
    body: z.strictObject({ text: z.string().min(1).max(200) }),
    responses: { 201: Note },
  },
  get: {
    method: 'GET',
    path: '/api/:userId/notes/:noteId',
    summary: 'Get a note',
    description: 'Returns a note. Fails with `not_found` if the user has no such note.',
    metadata: { ...plain, limit: 'read', errors: ['not_found'] },
    pathParams: z.object({ userId: UserId, noteId: z.string() }),
    responses: { 200: Note },
  },
})

export const contract = { notes }
export const all = operations(contract)
