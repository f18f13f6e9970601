import * as z from 'zod'
import { noBody } from '../core/route.js'
import { Timestamp } from '../core/schemas/date-time.js'
import { outputCursor, outputString, outputText, outputUuid } from '../core/schemas/output-strings.js'
import { Cursor, pageLimit } from '../core/schemas/pagination.js'
import { trimmedText } from '../core/schemas/text.js'
import { routes } from '../routes.js'
import { scopeNames, scopes } from '../scopes.js'
import { TypedPassword } from './schemas.js'

/** Limits of personal access tokens. */
export const tokenLimits = {
  /** Valid tokens of a user. */
  perUser: 50,
  /** Days until a token expires, if none are given. */
  defaultDays: 90,
  maxDays: 366,
  /** Days for which an expired token is listed. */
  listedDays: 30,
} as const

export const TokenId = z.uuid().meta({
  id: 'TokenId',
  maxLength: 36,
  description: 'Opaque identifier of a personal access token. It is not the token.',
  examples: ['0199e8f4-7d1e-7b12-8c3f-4a5b6c7d8e9f'],
})
export type TokenId = z.infer<typeof TokenId>

export const TokenScope = z.enum(scopeNames).meta({
  id: 'TokenScope',
  description: `What a token is allowed to do. ${scopeNames.map((name) => `\`${name}\`: ${scopes[name].description}`).join(' ')}`,
  examples: ['tasks:read'],
})
export type TokenScope = z.infer<typeof TokenScope>

const fields = {
  id: outputUuid().describe('Opaque identifier of the token.'),
  name: outputText({ max: 100 }).describe('Name of the token.'),
  scopes: z.array(TokenScope).meta({ maxItems: scopeNames.length }).describe('Scopes of the token.'),
  createdAt: Timestamp.describe('When it was created.'),
  expiresAt: Timestamp.describe('When it is no longer accepted.'),
  lastUsedAt: Timestamp.nullable().describe('When it was last used, to the minute, or null if it was not.'),
}

export const PersonalToken = z.object(fields).meta({
  id: 'PersonalToken',
  description: 'Personal access token, without the token itself.',
})
export type PersonalToken = z.infer<typeof PersonalToken>

export const PersonalTokenPage = z
  .object({
    items: z.array(PersonalToken).meta({ maxItems: 100 }).describe('Tokens on this page, newest first.'),
    nextCursor: outputCursor().nullable().describe('Cursor of the next page, or null on the last page.'),
  })
  .meta({ id: 'PersonalTokenPage', description: 'Page of the personal access tokens of the current user.' })
export type PersonalTokenPage = z.infer<typeof PersonalTokenPage>

export const NewPersonalToken = z
  .strictObject({
    name: trimmedText({ name: 'a name', max: 100 })
      .describe('Name by which the user recognizes the token.')
      .meta({ examples: ['Backup script'] }),
    scopes: z
      .array(TokenScope)
      .min(1)
      .max(scopeNames.length)
      .describe('Scopes of the token. A scope for writing includes that for reading.')
      .meta({ examples: [['tasks:read']] }),
    expiresInDays: z
      .int()
      .min(1)
      .max(tokenLimits.maxDays)
      .default(tokenLimits.defaultDays)
      .describe('Days until it expires.'),
    password: TypedPassword.optional().describe('Current password. Required if the account has one.'),
  })
  .meta({
    id: 'NewPersonalToken',
    description: 'Request for a personal access token.',
    examples: [{ name: 'Backup script', scopes: ['tasks:read'], password: 'Test123!' }],
  })
export type NewPersonalToken = z.infer<typeof NewPersonalToken>

export const CreatedPersonalToken = z
  .object({
    ...fields,
    token: outputString({ format: 'password', maxLength: 53, pattern: '^tpt_[0-9A-Za-z]{49}$' }).describe(
      'The token. Send it as `Authorization: Bearer`. It is not shown again.',
    ),
  })
  .meta({ id: 'CreatedPersonalToken', description: 'New personal access token.' })
export type CreatedPersonalToken = z.infer<typeof CreatedPersonalToken>

const own = { access: 'user', scope: null, tool: false, idempotency: 'none', concurrency: 'none' } as const

export const tokens = routes({
  list: {
    method: 'GET',
    path: '/api/auth/tokens',
    summary: 'List personal access tokens',
    description: `Returns a page of the personal access tokens of the current user, newest first, also those that have expired in the last ${tokenLimits.listedDays} days. Fails with \`invalid_cursor\` if the cursor belongs to another list, and with \`cursor_expired\` if the database has been restored since.`,
    metadata: { ...own, limit: 'read', errors: ['invalid_cursor', 'cursor_expired'] },
    query: z.strictObject({ limit: pageLimit({ defaultLimit: 100 }), cursor: Cursor.optional() }),
    responses: { 200: PersonalTokenPage },
  },
  create: {
    method: 'POST',
    path: '/api/auth/tokens',
    summary: 'Create a personal access token',
    description: `Creates a personal access token, for scripts and assistants. Only this response contains it. \`password\` is required if the account has one: fails with \`wrong_password\` if it is wrong. Without one, fails with \`recent_sign_in_required\` if the sign-in is older than 10 minutes, or 5 with a token of an external issuer. Fails with \`step_up_required\` if the account has a second factor and the session was not confirmed in the last 10 minutes. Fails with \`quota_exceeded\` if the user has ${tokenLimits.perUser} valid tokens. A change of the password does not end tokens: revoke them.`,
    metadata: {
      ...own,
      limit: 'credentials',
      errors: ['wrong_password', 'step_up_required', 'recent_sign_in_required', 'quota_exceeded', 'unavailable'],
    },
    body: NewPersonalToken,
    responses: { 201: CreatedPersonalToken },
  },
  revoke: {
    method: 'DELETE',
    path: '/api/auth/tokens/:tokenId',
    summary: 'Revoke a personal access token',
    description:
      'Ends a token at once, and the streams that were opened with it. Fails with `not_found` if the user has no such token.',
    metadata: { ...own, limit: 'write', errors: ['not_found'] },
    pathParams: z.object({ tokenId: TokenId }),
    responses: { 204: noBody },
  },
})
