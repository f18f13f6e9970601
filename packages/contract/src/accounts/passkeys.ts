import * as z from 'zod'
import { noBody } from '../core/route.js'
import { Timestamp } from '../core/schemas/date-time.js'
import { outputCursor, outputText, outputUuid } from '../core/schemas/output-strings.js'
import { Cursor, pageLimit } from '../core/schemas/pagination.js'
import { trimmedText } from '../core/schemas/text.js'
import { routes } from '../routes.js'
import { SignedIn, signInFields, TypedPassword } from './schemas.js'
import {
  AuthenticationResponse,
  CreationOptions,
  outputTicket,
  RegistrationResponse,
  RequestOptions,
} from './webauthn.js'

/** Limits of passkeys. */
export const passkeyLimits = {
  perUser: 20,
  /** Seconds between the two steps of an operation. */
  ticketLifetime: 5 * 60,
} as const

export const PasskeyId = z.uuid().meta({
  id: 'PasskeyId',
  maxLength: 36,
  description: 'Opaque identifier of a passkey. It is not the id of the credential.',
  examples: ['0199e8f4-7e2f-7c23-9d40-5b6c7d8e9fa0'],
})
export type PasskeyId = z.infer<typeof PasskeyId>

const PasskeyName = trimmedText({ name: 'a name', max: 100 }).meta({
  id: 'PasskeyName',
  description: 'Name by which the user recognizes the passkey.',
  examples: ['Phone'],
})

export const Passkey = z
  .object({
    id: outputUuid().describe('Opaque identifier of the passkey.'),
    name: outputText({ max: 100 }).describe('Name of the passkey.'),
    isBackedUp: z.boolean().describe('Whether the passkey is synchronized between devices.'),
    createdAt: Timestamp.describe('When it was added.'),
    lastUsedAt: Timestamp.nullable().describe('When it was last used, or null if it was not.'),
  })
  .meta({ id: 'Passkey', description: 'Passkey of a user, without its key.' })
export type Passkey = z.infer<typeof Passkey>

export const PasskeyPage = z
  .object({
    items: z.array(Passkey).meta({ maxItems: 100 }).describe('Passkeys on this page, newest first.'),
    nextCursor: outputCursor().nullable().describe('Cursor of the next page, or null on the last page.'),
  })
  .meta({ id: 'PasskeyPage', description: 'Page of the passkeys of the current user.' })
export type PasskeyPage = z.infer<typeof PasskeyPage>

const Ticket = z
  .string()
  .max(4000)
  .describe('`ticket` of the first step.')
  .meta({ format: 'password', examples: ['WyJ0aWNrZXQiXQ.c2lnbmF0dXJl'] })

const PasskeyConfirmation = z
  .strictObject({
    password: TypedPassword.optional().describe(
      'Current password. Required if the account has one, unless the session was confirmed in the last 10 minutes.',
    ),
  })
  .meta({
    id: 'PasskeyConfirmation',
    description: 'Confirmation of a change to the passkeys of the account.',
    examples: [{ password: 'Test123!' }],
  })

export const PasskeyRegistration = z
  .object({ ticket: outputTicket(), options: CreationOptions })
  .meta({ id: 'PasskeyRegistration', description: 'First step of adding a passkey.' })
export type PasskeyRegistration = z.infer<typeof PasskeyRegistration>

export const PasskeyChallenge = z
  .object({ ticket: outputTicket(), options: RequestOptions })
  .meta({ id: 'PasskeyChallenge', description: 'First step of an operation that uses a passkey.' })
export type PasskeyChallenge = z.infer<typeof PasskeyChallenge>

export const NewPasskey = z
  .strictObject({ ticket: Ticket, response: RegistrationResponse, name: PasskeyName })
  .meta({ id: 'NewPasskey', description: 'Second step of adding a passkey.' })
export type NewPasskey = z.infer<typeof NewPasskey>

export const PasskeyProof = z
  .strictObject({ ticket: Ticket, response: AuthenticationResponse })
  .meta({ id: 'PasskeyProof', description: 'Confirmation of a session by a passkey.' })
export type PasskeyProof = z.infer<typeof PasskeyProof>

export const PasskeySignIn = z
  .strictObject({ ticket: Ticket, response: AuthenticationResponse, ...signInFields })
  .meta({ id: 'PasskeySignIn', description: 'Sign-in by a passkey.' })
export type PasskeySignIn = z.infer<typeof PasskeySignIn>

const plain = { scope: null, tool: false, idempotency: 'none', concurrency: 'none' } as const
const own = { access: 'user', ...plain } as const

const minutes = passkeyLimits.ticketLifetime / 60
const confirmation =
  'Requires the password if the account has one, unless the session was confirmed in the last 10 minutes: fails with `wrong_password` if it is wrong, with `step_up_required` if the account has a second factor, and with `recent_sign_in_required` if the account has no password and the sign-in is too old.'
const confirmationErrors = ['wrong_password', 'step_up_required', 'recent_sign_in_required', 'unavailable'] as const
const invalidTicket = `Fails with \`invalid_ticket\` if the ticket is wrong, is older than ${minutes} minutes or was used before.`
const notConfigured = 'Fails with `not_configured` if the server has no domain for passkeys.'

/** Operations on passkeys (WebAuthn, https://www.w3.org/TR/webauthn-3/). */
export const passkeys = routes({
  beginRegistration: {
    method: 'POST',
    path: '/api/auth/passkeys/begin-registration',
    summary: 'Begin to add a passkey',
    description: `Returns the options for \`navigator.credentials.create\`, and a ticket for \`auth.passkeys.register\`. Stores nothing. ${confirmation} Fails with \`quota_exceeded\` if the user has ${passkeyLimits.perUser} passkeys, and with \`conflict\` if the id of the user has more than 64 bytes, which an external issuer can choose. ${notConfigured}`,
    metadata: {
      ...own,
      limit: 'credentials',
      errors: [...confirmationErrors, 'quota_exceeded', 'conflict', 'not_configured'],
    },
    body: PasskeyConfirmation,
    responses: { 200: PasskeyRegistration },
  },
  register: {
    method: 'POST',
    path: '/api/auth/passkeys/register',
    summary: 'Add a passkey',
    description: `Adds a passkey by the response of \`navigator.credentials.create\`. ${invalidTicket} The ticket is valid only in the session that requested the registration. Fails with \`invalid_input\` for \`/response\` if the response does not verify, such as one of another origin or without user verification, with \`quota_exceeded\` if the user has ${passkeyLimits.perUser} passkeys, and with \`conflict\` if the user has this passkey. ${notConfigured}`,
    metadata: {
      ...own,
      limit: 'credentials',
      errors: ['invalid_ticket', 'quota_exceeded', 'conflict', 'not_configured'],
    },
    body: NewPasskey,
    responses: { 201: Passkey },
  },
  list: {
    method: 'GET',
    path: '/api/auth/passkeys',
    summary: 'List passkeys',
    description:
      'Returns a page of the passkeys of the current user, newest first. Fails with `invalid_cursor` if the cursor belongs to another list, and with `cursor_expired` if the database has been restored since.',
    metadata: { ...own, limit: 'read', errors: ['invalid_cursor', 'cursor_expired'] },
    query: z.strictObject({ limit: pageLimit({ defaultLimit: 100 }), cursor: Cursor.optional() }),
    responses: { 200: PasskeyPage },
  },
  rename: {
    method: 'PATCH',
    path: '/api/auth/passkeys/:passkeyId',
    summary: 'Rename a passkey',
    description: 'Changes the name of a passkey. Fails with `not_found` if the user has no such passkey.',
    metadata: { ...own, limit: 'write', errors: ['not_found'] },
    pathParams: z.object({ passkeyId: PasskeyId }),
    body: z
      .strictObject({ name: PasskeyName })
      .meta({ id: 'PasskeyChanges', description: 'Changes to a passkey.', examples: [{ name: 'Phone' }] }),
    responses: { 200: Passkey },
  },
  remove: {
    method: 'POST',
    path: '/api/auth/passkeys/:passkeyId/remove',
    summary: 'Remove a passkey',
    description: `Removes a passkey, which can no longer sign in. Sessions that it has started stay. ${confirmation} Fails with \`not_found\` if the user has no such passkey, and with \`conflict\` if it is the last way to sign in.`,
    metadata: { ...own, limit: 'credentials', errors: [...confirmationErrors, 'not_found', 'conflict'] },
    pathParams: z.object({ passkeyId: PasskeyId }),
    body: PasskeyConfirmation,
    responses: { 204: noBody },
  },
  beginSignIn: {
    method: 'POST',
    path: '/api/auth/passkeys/begin-sign-in',
    summary: 'Begin to sign in with a passkey',
    description: `Returns the options for \`navigator.credentials.get\`, and a ticket for \`auth.passkeys.signIn\`. The options name no passkey: the browser offers those that it has. Stores nothing. ${notConfigured}`,
    metadata: { access: 'public', ...plain, limit: 'write', errors: ['not_configured'] },
    body: noBody,
    responses: { 200: PasskeyChallenge },
  },
  signIn: {
    method: 'POST',
    path: '/api/auth/passkeys/sign-in',
    summary: 'Sign in with a passkey',
    description: `Starts a session by the response of \`navigator.credentials.get\`. It counts as confirmed by a second factor, because the passkey has verified the user. ${invalidTicket} Fails with \`invalid_credentials\` if the passkey is unknown or was removed, or the response does not verify; the response does not reveal which. Fails with \`email_not_verified\` if the server requires a verified address. ${notConfigured}`,
    metadata: {
      access: 'public',
      ...plain,
      limit: 'credentials',
      session: 'start',
      errors: ['invalid_ticket', 'invalid_credentials', 'email_not_verified', 'not_configured'],
    },
    body: PasskeySignIn,
    responses: { 200: SignedIn },
  },
  beginStepUp: {
    method: 'POST',
    path: '/api/auth/passkeys/begin-step-up',
    summary: 'Begin to confirm the session with a passkey',
    description: `Returns the options for \`navigator.credentials.get\`, and a ticket for \`auth.passkeys.stepUp\`. Stores nothing. Fails with \`not_found\` if the user has no passkey, and with \`conflict\` if the token is from an external issuer. ${notConfigured}`,
    metadata: { ...own, limit: 'credentials', errors: ['not_found', 'conflict', 'not_configured'] },
    body: noBody,
    responses: { 200: PasskeyChallenge },
  },
  stepUp: {
    method: 'POST',
    path: '/api/auth/passkeys/step-up',
    summary: 'Confirm the session with a passkey',
    description: `Confirms the session for 10 minutes by the response of \`navigator.credentials.get\`: until then, critical operations require no password. ${invalidTicket} The ticket is valid only in the session that requested it. Fails with \`invalid_input\` for \`/response\` if it is not by a passkey of the user or does not verify. ${notConfigured}`,
    metadata: { ...own, limit: 'credentials', errors: ['invalid_ticket', 'not_configured'] },
    body: PasskeyProof,
    responses: { 204: noBody },
  },
})
