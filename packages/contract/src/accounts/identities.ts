import * as z from 'zod'
import { limits } from '../core/limits.js'
import { noBody } from '../core/route.js'
import { Timestamp } from '../core/schemas/date-time.js'
import { outputString, outputText, outputUuid } from '../core/schemas/output-strings.js'
import { routes } from '../routes.js'
import { Confirmation, SignedIn, signInFields, TypedPassword } from './schemas.js'

/** Limits of identities. */
export const identityLimits = {
  /** Identities of a user. */
  perUser: 20,
  /** Providers of a server. */
  providers: 20,
  /** Seconds within which the user must sign in at the provider. */
  ticketLifetime: 10 * 60,
} as const

const minutes = identityLimits.ticketLifetime / 60

const providerId = () => outputString({ minLength: 1, maxLength: 32, pattern: '^[a-z0-9][a-z0-9\\-]*$' })

export const IdentityProvider = z
  .object({
    id: providerId().describe('Identifier of the provider at this server.'),
    name: outputText({ max: 100 }).describe('Name of the provider, for the text of a button.'),
  })
  .meta({
    id: 'IdentityProvider',
    description: 'Identity provider with which users can sign in.',
    examples: [{ id: 'google', name: 'Google' }],
  })
export type IdentityProvider = z.infer<typeof IdentityProvider>

export const IdentityProviderList = z
  .object({
    items: z
      .array(IdentityProvider)
      .meta({ maxItems: identityLimits.providers })
      .describe('Providers in the order of the settings. Empty if the server has none.'),
  })
  .meta({ id: 'IdentityProviderList', description: 'Identity providers of the server.' })
export type IdentityProviderList = z.infer<typeof IdentityProviderList>

export const IdentityId = z.uuid().meta({
  id: 'IdentityId',
  maxLength: 36,
  description: 'Opaque identifier of an identity.',
  examples: ['0199e8f4-8a2b-7c3d-9e4f-5a6b7c8d9e0f'],
})
export type IdentityId = z.infer<typeof IdentityId>

export const Identity = z
  .object({
    id: outputUuid().describe('Opaque identifier of the identity.'),
    provider: providerId().describe('Identifier of the provider. The server may have it no longer.'),
    email: outputString({ format: 'email', maxLength: 254 })
      .nullable()
      .describe('E-mail address at the provider, or null if the provider has not verified one.'),
    createdAt: Timestamp.describe('When it was linked.'),
    lastUsedAt: Timestamp.describe('When the user last signed in with it, or linked it.'),
  })
  .meta({ id: 'Identity', description: 'Account at an identity provider with which the user can sign in.' })
export type Identity = z.infer<typeof Identity>

export const IdentityList = z
  .object({
    items: z.array(Identity).meta({ maxItems: identityLimits.perUser }).describe('Identities, oldest first.'),
  })
  .meta({ id: 'IdentityList', description: 'Identities of the current user.' })
export type IdentityList = z.infer<typeof IdentityList>

const provider = z
  .string()
  .max(32)
  .regex(/^[a-z0-9][a-z0-9-]*$/, { error: 'Enter the id of a provider.' })
  .describe('Identifier of the provider.')
  .meta({ examples: ['google'] })

export const ProviderChoice = z
  .strictObject({ provider })
  .meta({ id: 'ProviderChoice', description: 'Request to sign in with an identity provider.' })
export type ProviderChoice = z.infer<typeof ProviderChoice>

export const ProviderLink = z
  .strictObject({
    provider,
    password: TypedPassword.optional().describe(
      'Current password. Required if the account has one, unless the session was confirmed in the last 10 minutes.',
    ),
  })
  .meta({
    id: 'ProviderLink',
    description: 'Request to link an identity.',
    examples: [{ provider: 'google', password: 'Test123!' }],
  })
export type ProviderLink = z.infer<typeof ProviderLink>

export const AuthorizationRequest = z
  .object({
    url: outputString({ format: 'uri', maxLength: limits.urlLength }).describe(
      'URL of the provider. Open it in the window of the app.',
    ),
    ticket: outputString({
      format: 'password',
      maxLength: limits.ticketLength,
      pattern: '^[\\w\\-]+\\.[\\w\\-]+$',
    }).describe(
      'Ticket for the second step. Keep it in the tab that opens `url`, such as in `sessionStorage`: it proves that the same browser began.',
    ),
  })
  .meta({ id: 'AuthorizationRequest', description: 'First step of a sign-in with an identity provider.' })
export type AuthorizationRequest = z.infer<typeof AuthorizationRequest>

/** What both second steps take. */
const authorizationResponse = {
  ticket: z
    .string()
    .max(limits.ticketLength)
    .describe('Ticket of the first step.')
    .meta({ format: 'password', examples: ['WyIwMTk5.c2ln'] }),
  url: z
    .string()
    .max(limits.urlLength)
    .regex(/^https?:\/\/[!-~]+$/, { error: 'Enter the whole URL.' })
    .describe('URL to which the provider redirected the browser, with its query.')
    .meta({ examples: ['https://app.example/?code=a&state=b'] }),
} as const

export const IdentitySignIn = z
  .strictObject({ ...authorizationResponse, ...signInFields })
  .meta({ id: 'IdentitySignIn', description: 'Second step of a sign-in with an identity provider.' })
export type IdentitySignIn = z.infer<typeof IdentitySignIn>

export const IdentityLink = z
  .strictObject(authorizationResponse)
  .meta({ id: 'IdentityLink', description: 'Second step of linking an identity.' })
export type IdentityLink = z.infer<typeof IdentityLink>

const plain = { scope: null, tool: false, idempotency: 'none', concurrency: 'none' } as const
const confirmation = ['wrong_password', 'step_up_required', 'recent_sign_in_required'] as const
const refused =
  'Fails with `invalid_credentials` if the provider refuses or its response does not belong to the ticket, and with `unavailable` if the provider does not respond within five seconds.'
const confirmed =
  'Requires the password if the account has one: fails with `wrong_password` if it is wrong, with `step_up_required` if the account has a second factor and the session was not confirmed in the last 10 minutes, and without a password with `recent_sign_in_required` if the sign-in is older than 10 minutes.'

/** Sign-in with identity providers: OpenID Connect and OAuth 2.0, with PKCE. */
export const identities = routes({
  providers: {
    method: 'GET',
    path: '/api/auth/identities/providers',
    summary: 'List identity providers',
    description: 'Returns the identity providers with which users can sign in to this server.',
    metadata: { access: 'public', limit: 'read', ...plain },
    responses: { 200: IdentityProviderList },
  },
  beginSignIn: {
    method: 'POST',
    path: '/api/auth/identities/begin-sign-in',
    summary: 'Begin a sign-in with an identity provider',
    description: `Returns the URL at which the user signs in, and a ticket for \`auth.identities.signIn\` that is valid for ${minutes} minutes. Fails with \`not_configured\` if the server does not have the provider, and with \`unavailable\` if the provider does not respond within five seconds.`,
    metadata: { access: 'public', limit: 'credentials', ...plain, errors: ['not_configured', 'unavailable'] },
    body: ProviderChoice,
    responses: { 200: AuthorizationRequest },
  },
  signIn: {
    method: 'POST',
    path: '/api/auth/identities/sign-in',
    summary: 'Sign in with an identity provider',
    description: `Starts a session of the user who has the identity. An unknown identity gets a new account, with its e-mail address if the provider has verified it. Fails with \`conflict\` if that address belongs to an account: sign in to it, and link the identity by \`auth.identities.beginLink\`. Fails with \`invalid_ticket\` if the ticket is wrong, has expired or was used before, with \`second_factor_required\` if the account has a second factor, and with \`not_configured\` if the server no longer has the provider. ${refused}`,
    metadata: {
      access: 'public',
      limit: 'credentials',
      ...plain,
      session: 'start',
      errors: [
        'invalid_ticket',
        'invalid_credentials',
        'second_factor_required',
        'conflict',
        'not_configured',
        'unavailable',
      ],
    },
    body: IdentitySignIn,
    responses: { 200: SignedIn },
  },
  list: {
    method: 'GET',
    path: '/api/auth/identities',
    summary: 'List identities',
    description: 'Returns the accounts at identity providers with which the current user can sign in, oldest first.',
    metadata: { access: 'user', limit: 'read', ...plain },
    responses: { 200: IdentityList },
  },
  beginLink: {
    method: 'POST',
    path: '/api/auth/identities/begin-link',
    summary: 'Begin to link an identity',
    description: `Returns the URL at which the user signs in, and a ticket for \`auth.identities.link\` that is valid for ${minutes} minutes in this session. ${confirmed} Fails with \`not_configured\` if the server does not have the provider, and with \`unavailable\` if the provider does not respond within five seconds.`,
    metadata: {
      access: 'user',
      limit: 'credentials',
      ...plain,
      errors: [...confirmation, 'not_configured', 'unavailable'],
    },
    body: ProviderLink,
    responses: { 200: AuthorizationRequest },
  },
  link: {
    method: 'POST',
    path: '/api/auth/identities/link',
    summary: 'Link an identity',
    description: `Adds an account at an identity provider as a way to sign in, and sends a mail about it. Fails with \`invalid_ticket\` if the ticket is wrong, has expired, was used before or belongs to another session, with \`conflict\` if the identity is linked already, with \`quota_exceeded\` if the user has ${identityLimits.perUser} identities, and with \`not_configured\` if the server no longer has the provider. ${refused}`,
    metadata: {
      access: 'user',
      limit: 'credentials',
      ...plain,
      errors: ['invalid_ticket', 'invalid_credentials', 'conflict', 'quota_exceeded', 'not_configured', 'unavailable'],
    },
    body: IdentityLink,
    responses: { 201: Identity },
  },
  unlink: {
    method: 'POST',
    path: '/api/auth/identities/:identityId/unlink',
    summary: 'Unlink an identity',
    description: `Removes an identity, and sends a mail about it. Sessions that were started with it stay. ${confirmed} Fails with \`conflict\` if it is the last way to sign in: no password, passkey or other identity, and no verified e-mail address for links. Fails with \`not_found\` if the user has no such identity.`,
    metadata: {
      access: 'user',
      limit: 'credentials',
      ...plain,
      errors: [...confirmation, 'conflict', 'not_found', 'unavailable'],
    },
    pathParams: z.object({ identityId: IdentityId }),
    body: Confirmation,
    responses: { 204: noBody },
  },
})
