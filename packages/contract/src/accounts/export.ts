import * as z from 'zod'
import { Timestamp } from '../core/schemas/date-time.js'
import { Task } from '../tasks/task.js'
import { AuthEvent } from './events.js'
import { User } from './schemas.js'
import { Session } from './sessions.js'

export const AccountExport = z
  .object({
    exportedAt: Timestamp.describe('When this was written.'),
    user: User,
    sessions: z.array(Session).describe('Where the user is signed in.'),
    events: z.array(AuthEvent).describe('What happened to the account.'),
    tasks: z.array(Task).describe('Those in the trash too.'),
  })
  .meta({ id: 'AccountExport', description: 'Everything that is held on the user.' })
export type AccountExport = z.infer<typeof AccountExport>
