import * as z from 'zod'
import { User } from './account.js'
import { AuthEvent } from './auth-events.js'
import { Instant } from './instant.js'
import { Session } from './sessions.js'
import { Task } from './tasks.js'

const HeldTask = Task.extend({
  deletedAt: Instant.nullable().describe('When it was removed; its text is held a while longer.'),
}).meta({
  id: 'HeldTask',
  description: 'A task, removed or not.',
})

export const AccountExport = z
  .object({
    exportedAt: Instant,
    user: User,
    sessions: z.array(Session),
    events: z.array(AuthEvent),
    tasks: z.array(HeldTask),
  })
  .meta({ id: 'AccountExport', description: 'Everything that is held on the user.' })
export type AccountExport = z.infer<typeof AccountExport>
