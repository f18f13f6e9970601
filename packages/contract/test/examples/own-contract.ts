import { operations, routes } from '@taskpact/contract'
import * as z from 'zod'

const notes = routes({
  get: {
    method: 'GET',
    path: '/api/notes/:noteId',
    summary: 'Get a note',
    description: 'Returns a note. Fails with `not_found` if it does not exist.',
    metadata: {
      access: 'public',
      scope: null,
      tool: false,
      limit: 'read',
      idempotency: 'none',
      concurrency: 'none',
      errors: ['not_found'],
    },
    pathParams: z.object({ noteId: z.string() }),
    responses: { 200: z.object({ text: z.string() }) },
  },
})

export const [get] = operations({ notes }) // throws a TypeError for an ambiguous route
