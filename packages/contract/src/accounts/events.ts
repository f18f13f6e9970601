import * as z from 'zod'
import { Timestamp } from '../core/schemas/date-time.js'
import { outputCursor, outputIpAddress, outputUuid } from '../core/schemas/output-strings.js'
import { Cursor, pageLimit } from '../core/schemas/pagination.js'
import { routes } from '../routes.js'

export const AuthEventKind = z
  .enum([
    'signed_up',
    'signed_in',
    'sign_in_failed',
    'signed_out',
    'refresh_reused',
    'session_revoked',
    'other_sessions_revoked',
    'password_changed',
    'password_change_failed',
    'deletion_failed',
  ])
  .meta({ id: 'AuthEventKind', description: 'What happened.' })
export type AuthEventKind = z.infer<typeof AuthEventKind>

export const AuthEvent = z
  .object({
    id: outputUuid().describe('Names the event; opaque.'),
    kind: AuthEventKind,
    sessionId: outputUuid().nullable().describe('The session that it happened in or to.'),
    ip: outputIpAddress().nullable().describe('The address that it came from.'),
    at: Timestamp.describe('When it happened.'),
  })
  .meta({ id: 'AuthEvent', description: 'Something that happened to an account.' })
export type AuthEvent = z.infer<typeof AuthEvent>

export const AuthEventPage = z
  .object({
    items: z.array(AuthEvent).meta({ maxItems: 100 }).describe('The events of this page.'),
    nextCursor: outputCursor().nullable().describe('Where the next page begins; null on the last one.'),
  })
  .meta({ id: 'AuthEventPage', description: 'Some of the events, newest first.' })
export type AuthEventPage = z.infer<typeof AuthEventPage>

export const events = routes({
  list: {
    method: 'GET',
    path: '/api/auth/events',
    summary: 'List what happened to the account',
    description: 'Newest first, a page at a time. Refused with `invalid_cursor` when the cursor is not of this list.',
    metadata: { access: 'user', limit: 'read', idempotency: 'none', concurrency: 'none', errors: ['invalid_cursor'] },
    query: z.strictObject({ limit: pageLimit(), cursor: Cursor.optional() }),
    responses: { 200: AuthEventPage },
  },
})
