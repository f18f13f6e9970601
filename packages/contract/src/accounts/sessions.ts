import * as z from 'zod'
import { noBody } from '../core/route.js'
import { Timestamp } from '../core/schemas/date-time.js'
import { outputCursor, outputIpAddress, outputString, outputUuid } from '../core/schemas/output-strings.js'
import { Cursor, pageLimit } from '../core/schemas/pagination.js'
import { routes } from '../routes.js'

export const SessionId = z.uuid().meta({
  id: 'SessionId',
  maxLength: 36,
  description: 'Opaque identifier of a session.',
  examples: ['0199e8f4-6b7c-7a01-bb3e-2f9a4d5c6e70'],
})
export type SessionId = z.infer<typeof SessionId>

export const Session = z
  .object({
    id: outputUuid().describe('Opaque identifier of the session.'),
    createdAt: Timestamp.describe('When the user signed in.'),
    lastUsedAt: Timestamp.describe('When an access token was last issued.'),
    userAgent: outputString({ maxLength: 300, pattern: '^[ -~]*$' })
      .nullable()
      .describe('`User-Agent` header of the client when it signed in.'),
    ip: outputIpAddress().nullable().describe('IP address of the client when the session was last used.'),
    current: z.boolean().describe('Whether this is the session of the request.'),
  })
  .meta({ id: 'Session', description: 'Session of the current user, one for each sign-in.' })
export type Session = z.infer<typeof Session>

/** Maximum number of sessions of a user. */
export const maxSessions = 100

export const SessionList = z
  .object({
    items: z.array(Session).meta({ maxItems: 100 }).describe('Sessions on this page, most recently used first.'),
    nextCursor: outputCursor().nullable().describe('Cursor of the next page, or null on the last page.'),
  })
  .meta({ id: 'SessionList', description: 'Page of active sessions of the current user.' })
export type SessionList = z.infer<typeof SessionList>

export const sessions = routes({
  list: {
    method: 'GET',
    path: '/api/auth/sessions',
    summary: 'List sessions',
    description: `Returns a page of the active sessions of the current user, most recently used first. A user has at most ${maxSessions} sessions: another sign-in ends the one that was not used for the longest time. Fails with \`invalid_cursor\` if the cursor belongs to another list, and with \`cursor_expired\` if the database has been restored since.`,
    metadata: {
      access: 'user',
      scope: null,
      tool: false,
      limit: 'read',
      idempotency: 'none',
      concurrency: 'none',
      errors: ['invalid_cursor', 'cursor_expired'],
    },
    query: z.strictObject({ limit: pageLimit({ defaultLimit: 100 }), cursor: Cursor.optional() }),
    responses: { 200: SessionList },
  },
  revoke: {
    method: 'DELETE',
    path: '/api/auth/sessions/:sessionId',
    summary: 'End a session',
    description:
      'Ends one session of the current user and invalidates its tokens. Fails with `not_found` if the user has no such session.',
    metadata: {
      access: 'user',
      scope: null,
      tool: false,
      limit: 'write',
      idempotency: 'none',
      concurrency: 'none',
      errors: ['not_found'],
    },
    pathParams: z.object({ sessionId: SessionId }),
    responses: { 204: noBody },
  },
  revokeOthers: {
    method: 'POST',
    path: '/api/auth/sessions/revoke-others',
    summary: 'End all other sessions',
    description:
      'Ends all sessions of the current user except the session of the request, and all tokens that external issuers have issued until now, except the token of the request. Fails with `token_not_revocable` if that one is from an external issuer and has no `iat`.',
    metadata: {
      access: 'user',
      scope: null,
      tool: false,
      limit: 'write',
      idempotency: 'none',
      concurrency: 'none',
      errors: ['token_not_revocable'],
    },
    body: noBody,
    responses: { 204: noBody },
  },
})
