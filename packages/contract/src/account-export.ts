import * as z from 'zod'
import { User } from './account.js'
import { AuthEvent } from './auth-events.js'
import { Instant } from './instant.js'
import { Session } from './sessions.js'
import { Task } from './task.js'

export const AccountExport = z
  .object({
    exportedAt: Instant.describe('When this was written.'),
    user: User,
    sessions: z.array(Session).describe('Where the user is signed in.'),
    events: z.array(AuthEvent).describe('What happened to the account.'),
    tasks: z.array(Task).describe('Those in the trash too.'),
  })
  .meta({ id: 'AccountExport', description: 'Everything that is held on the user.' })
export type AccountExport = z.infer<typeof AccountExport>
