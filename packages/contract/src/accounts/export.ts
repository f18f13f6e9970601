import * as z from 'zod'
import { Timestamp } from '../core/schemas/date-time.js'
import { Task } from '../tasks/task.js'
import { App } from './apps.js'
import { AuthEvent } from './events.js'
import { Identity } from './identities.js'
import { Passkey } from './passkeys.js'
import { User } from './schemas.js'
import { SecondFactor } from './second-factor.js'
import { Session } from './sessions.js'
import { PersonalToken } from './tokens.js'

export const AccountExport = z
  .object({
    exportedAt: Timestamp.describe('When the export was created.'),
    user: User,
    secondFactor: SecondFactor,
    sessions: z.array(Session).describe('Active sessions of the user.'),
    tokens: z.array(PersonalToken).describe('Personal access tokens of the user, without the tokens themselves.'),
    apps: z.array(App).describe('Apps that act for the user.'),
    identities: z.array(Identity).describe('Accounts at identity providers with which the user can sign in.'),
    passkeys: z.array(Passkey).describe('Passkeys of the user, without their keys.'),
    events: z.array(AuthEvent).describe('Security-relevant events of the account.'),
    tasks: z.array(Task).describe('All tasks, including those in the trash.'),
  })
  .meta({ id: 'AccountExport', description: 'All data stored about the user.' })
export type AccountExport = z.infer<typeof AccountExport>
