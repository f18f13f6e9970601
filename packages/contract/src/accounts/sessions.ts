import * as z from 'zod'
import { noBody } from '../core/route.js'
import { Timestamp } from '../core/schemas/date-time.js'
import { outputIpAddress, outputString, outputUuid } from '../core/schemas/output-strings.js'
import { routes } from '../routes.js'

export const SessionId = z.uuid().meta({
  id: 'SessionId',
  maxLength: 36,
  description: 'Names a session; opaque.',
  examples: ['0199e8f4-6b7c-7a01-bb3e-2f9a4d5c6e70'],
})
export type SessionId = z.infer<typeof SessionId>

export const Session = z
  .object({
    id: outputUuid().describe('Names the session; opaque.'),
    createdAt: Timestamp.describe('When the user signed in.'),
    lastUsedAt: Timestamp.describe('When it last got an access token.'),
    userAgent: outputString({ maxLength: 300, pattern: '^[ -~]*$' })
      .nullable()
      .describe('What the client called itself when it signed in.'),
    ip: outputIpAddress().nullable().describe('The address that it last came from.'),
    current: z.boolean().describe('Whether this call was made in it.'),
  })
  .meta({ id: 'Session', description: 'A place where the user is signed in.' })
export type Session = z.infer<typeof Session>

export const SessionList = z
  .object({ items: z.array(Session).describe('The sessions.') })
  .meta({ id: 'SessionList', description: 'Where the user is signed in, last used first.' })
export type SessionList = z.infer<typeof SessionList>

export const sessions = routes({
  list: {
    method: 'GET',
    path: '/api/auth/sessions',
    summary: 'List the sessions',
    description: 'Refused as any call is that has no valid token.',
    metadata: { access: 'user', limit: 'read', idempotency: 'none', concurrency: 'none' },
    responses: { 200: SessionList },
  },
  revoke: {
    method: 'DELETE',
    path: '/api/auth/sessions/:sessionId',
    summary: 'End a session',
    description: 'Its tokens are refused from then on. Refused with `not_found` when the user has no such session.',
    metadata: { access: 'user', limit: 'write', idempotency: 'none', concurrency: 'none', errors: ['not_found'] },
    pathParams: z.object({ sessionId: SessionId }),
    responses: { 204: noBody },
  },
  revokeOthers: {
    method: 'POST',
    path: '/api/auth/sessions/revoke-others',
    summary: 'End every other session',
    description: 'Only the session of this call goes on. Refused as any call is that has no valid token.',
    metadata: { access: 'user', limit: 'write', idempotency: 'none', concurrency: 'none' },
    body: noBody,
    responses: { 204: noBody },
  },
})
