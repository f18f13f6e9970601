import * as z from 'zod'
import { Timestamp } from '../core/schemas/date-time.js'
import { Task } from '../tasks/task.js'
import { AuthEvent } from './events.js'
import { User } from './schemas.js'
import { Session } from './sessions.js'

export const AccountExport = z
  .object({
    exportedAt: Timestamp.describe('When the export was created.'),
    user: User,
    sessions: z.array(Session).describe('Active sessions of the user.'),
    events: z.array(AuthEvent).describe('Security-relevant events of the account.'),
    tasks: z.array(Task).describe('All tasks, including those in the trash.'),
  })
  .meta({ id: 'AccountExport', description: 'All data stored about the user.' })
export type AccountExport = z.infer<typeof AccountExport>
