import * as z from 'zod'
import { noBody } from '../core/route.js'
import { Timestamp } from '../core/schemas/date-time.js'
import { outputCursor, outputString, outputText } from '../core/schemas/output-strings.js'
import { Cursor, pageLimit } from '../core/schemas/pagination.js'
import { routes } from '../routes.js'
import { scopeNames } from '../scopes.js'
import { TokenScope } from './tokens.js'

export const AppId = z
  .string()
  .regex(/^[\w-]{43}$/, { error: 'Enter the id of an app.' })
  .meta({
    id: 'AppId',
    maxLength: 43,
    description: 'Opaque identifier of an app that is connected to an account. It is not the client id.',
    examples: ['q8Xh0yJ5v3Tn1dZ7mKcR2sLwB9uEfGa4PoI6jNtVxYk'],
  })
export type AppId = z.infer<typeof AppId>

export const App = z
  .object({
    id: outputString({ maxLength: 43, pattern: '^[\\w\\-]{43}$' }).describe('Opaque identifier of the connected app.'),
    clientId: outputString({ minLength: 1, maxLength: 2048, pattern: '^[ -~]+$' }).describe(
      'Client id of the app (RFC 6749). Can be the URL of its metadata.',
    ),
    name: outputText({ max: 200 }).describe('Name of the app, which the app itself can have chosen.'),
    host: outputString({ maxLength: 300, pattern: '^[!-~]*$' })
      .nullable()
      .describe(
        'Host to which the authorization was sent, the scheme of its URL for an app on a phone, or null for a device without a browser.',
      ),
    scopes: z.array(TokenScope).meta({ maxItems: scopeNames.length }).describe('What the app is allowed to do.'),
    createdAt: Timestamp.describe('When the user authorized the app.'),
    lastUsedAt: Timestamp.nullable().describe(
      'When the app last acted for the user, to the minute, or null if it did not.',
    ),
  })
  .meta({ id: 'App', description: 'App that a user has authorized at this server.' })
export type App = z.infer<typeof App>

export const AppPage = z
  .object({
    items: z.array(App).meta({ maxItems: 100 }).describe('Apps on this page, newest first.'),
    nextCursor: outputCursor().nullable().describe('Cursor of the next page, or null on the last page.'),
  })
  .meta({ id: 'AppPage', description: 'Page of the apps that are connected to the account of the current user.' })
export type AppPage = z.infer<typeof AppPage>

const own = { access: 'user', scope: null, tool: false, idempotency: 'none', concurrency: 'none' } as const

/** Operations on the apps that act for a user (OAuth 2.1). */
export const apps = routes({
  list: {
    method: 'GET',
    path: '/api/auth/apps',
    summary: 'List connected apps',
    description:
      'Returns a page of the apps that the current user has authorized at this server, newest first, as the consent page showed them. A server that does not authorize apps has none. Fails with `invalid_cursor` if the cursor belongs to another list, and with `cursor_expired` if the database has been restored since.',
    metadata: { ...own, limit: 'read', errors: ['invalid_cursor', 'cursor_expired'] },
    query: z.strictObject({ limit: pageLimit({ defaultLimit: 100 }), cursor: Cursor.optional() }),
    responses: { 200: AppPage },
  },
  revoke: {
    method: 'DELETE',
    path: '/api/auth/apps/:appId',
    summary: 'Disconnect an app',
    description:
      'Ends the access of an app at once: its tokens are no longer accepted, and the streams that it opened end. Fails with `not_found` if the user has no such app.',
    metadata: { ...own, limit: 'write', errors: ['not_found'] },
    pathParams: z.object({ appId: AppId }),
    responses: { 204: noBody },
  },
})
