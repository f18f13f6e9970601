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
    'token_created',
    'token_creation_failed',
    'token_revoked',
    'email_verified',
    'password_reset_requested',
    'password_reset',
    'email_change_requested',
    'email_changed',
    'email_change_undone',
    'email_change_failed',
    'sign_in_link_requested',
    'sign_in_code_requested',
    'second_factor_failed',
    'second_factor_enabled',
    'second_factor_disabled',
    'second_factor_change_failed',
    'recovery_code_used',
    'recovery_codes_replaced',
    'devices_forgotten',
    'stepped_up',
    'step_up_failed',
    'passkey_added',
    'passkey_renamed',
    'passkey_removed',
    'passkey_change_failed',
    'identity_linked',
    'identity_unlinked',
    'identity_change_failed',
    'app_authorized',
    'app_revoked',
  ])
  .meta({ id: 'AuthEventKind', description: 'Kind of account event.' })
export type AuthEventKind = z.infer<typeof AuthEventKind>

export const AuthEvent = z
  .object({
    id: outputUuid().describe('Opaque identifier of the event.'),
    kind: AuthEventKind,
    sessionId: outputUuid().nullable().describe('Session in which the event occurred, or which it affected.'),
    ip: outputIpAddress().nullable().describe('IP address of the client.'),
    at: Timestamp.describe('When the event occurred.'),
  })
  .meta({ id: 'AuthEvent', description: 'Security-relevant event of an account.' })
export type AuthEvent = z.infer<typeof AuthEvent>

export const AuthEventPage = z
  .object({
    items: z.array(AuthEvent).meta({ maxItems: 100 }).describe('Events on this page.'),
    nextCursor: outputCursor().nullable().describe('Cursor of the next page, or null on the last page.'),
  })
  .meta({ id: 'AuthEventPage', description: 'Page of account events, newest first.' })
export type AuthEventPage = z.infer<typeof AuthEventPage>

export const events = routes({
  list: {
    method: 'GET',
    path: '/api/auth/events',
    summary: 'List account events',
    description:
      'Returns a page of sign-ins, password changes and other security events, newest first. Fails with `invalid_cursor` if the cursor belongs to another list, and with `cursor_expired` if the database has been restored since.',
    metadata: {
      access: 'user',
      scope: null,
      tool: false,
      limit: 'read',
      idempotency: 'none',
      concurrency: 'none',
      errors: ['invalid_cursor', 'cursor_expired'],
    },
    query: z.strictObject({ limit: pageLimit(), cursor: Cursor.optional() }),
    responses: { 200: AuthEventPage },
  },
})
