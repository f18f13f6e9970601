import * as z from 'zod'
import { limits } from '../core/limits.js'
import { Timestamp } from '../core/schemas/date-time.js'
import { outputString, outputText, outputToken, outputUserId } from '../core/schemas/output-strings.js'
import { exactText, trimmedText } from '../core/schemas/text.js'

const atom = "[A-Za-z0-9!#$%&'*+\\-/=?^_`{|}~]+"
const label = '[A-Za-z0-9](?:[A-Za-z0-9\\-]{0,61}[A-Za-z0-9])?'
/**
 * A dot-atom and a domain name (RFC 5322, section 3.4.1) with the limits of RFC 5321, section 4.5.3.1. ASCII only, so that accounts
 * cannot differ by look-alike letters only: write other domain names as A-labels (RFC 5890).
 */
const address = `(?=\\S{1,254}\\s*$)(?=[^@]{1,64}@)${atom}(?:\\.${atom})*@(?:${label}\\.)+(?=[A-Za-z][A-Za-z0-9\\-])${label}`

const emailError = 'Enter an e-mail address such as ada@example.com.'

/** Text that matches the pattern, trimmed and in lower case. */
function emailText(pattern: RegExp) {
  return z
    .string()
    .max(254 + limits.outerSpaces, { error: emailError, abort: true })
    .regex(pattern, { error: emailError })
    .trim()
    .toLowerCase()
}

export const Email = emailText(new RegExp(`^\\s*${address}\\s*$`, 'u')).meta({
  id: 'Email',
  description: 'E-mail address, case-insensitive. Leading and trailing whitespace is removed.',
  examples: ['ada@example.com'],
})
export type Email = z.infer<typeof Email>

/** The rules for new addresses do not apply: an account that an earlier release accepted must be able to sign in. */
export const TypedEmail = emailText(/^\s*(?=\S{1,254}\s*$)[!-~]+@[!-~]+\s*$/u).meta({
  id: 'TypedEmail',
  description: 'E-mail address of an account, case-insensitive. Leading and trailing whitespace is removed.',
  examples: ['ada@example.com'],
})

export const Password = exactText({ name: 'a password', min: 8, max: 128 }).meta({
  id: 'Password',
  description: 'Password of 8 to 128 characters. Any character is allowed, and none is removed.',
  examples: ['correct horse battery staple'],
})
export type Password = z.infer<typeof Password>

export const PersonName = trimmedText({ name: 'a name', max: 100 }).meta({
  id: 'PersonName',
  description: 'Display name of a person.',
  examples: ['Ada Lovelace'],
})
export type PersonName = z.infer<typeof PersonName>

export const User = z
  .object({
    id: outputUserId().describe('Opaque, stable identifier.'),
    email: outputString({ format: 'email', maxLength: 254 })
      .nullable()
      .describe(
        'E-mail address. Null if the account has an external issuer that did not provide a verified one, or if it belongs to another account.',
      ),
    emailVerified: z
      .boolean()
      .describe(
        'Whether the user has proved to receive mail at `email`: by a link in a mail, or at an external issuer. False without an address.',
      ),
    name: outputText({ max: 100 })
      .nullable()
      .describe('Display name, or null if none is set. Follows the name at the external issuer if that changes.'),
    createdAt: Timestamp.describe('When the account was created.'),
  })
  .meta({
    id: 'User',
    description: 'User account.',
    examples: [
      {
        id: '0199e8f4-5d0c-7c55-9d3a-4a1f0c7b2e61',
        email: 'ada@example.com',
        emailVerified: true,
        name: 'Ada Lovelace',
        createdAt: '2026-11-23T09:30:00.000Z',
      },
    ],
  })
export type User = z.infer<typeof User>

export const SignedIn = z
  .object({
    token: outputToken().describe('Access token (JWT). Send it as `Authorization: Bearer`.'),
    refreshToken: outputToken()
      .optional()
      .describe('Opaque refresh token for a single use. Absent if the session uses a cookie.'),
    deviceToken: outputString({ format: 'password', maxLength: 1000, pattern: '^[\\w\\-]+\\.[\\w\\-]+$' })
      .optional()
      .describe(
        'Opaque token of this device, valid for a year or until the password changes. Send it when you sign in again: wrong passwords from other devices then do not lock you out. It grants nothing else. Absent after a refresh, and if the session uses a cookie.',
      ),
    expiresAt: Timestamp.describe('When the access token expires.'),
    user: User,
  })
  .meta({ id: 'SignedIn', description: 'Tokens of a session and the user they belong to.' })
export type SignedIn = z.infer<typeof SignedIn>

export const CookieSession = z
  .object({ user: User.nullable().describe('The user of the session, or null without one.') })
  .meta({ id: 'CookieSession', description: 'Session of the refresh token cookie.' })
export type CookieSession = z.infer<typeof CookieSession>

export const SessionKind = z.enum(['token', 'cookie']).meta({
  id: 'SessionKind',
  description:
    'Where the refresh token is returned: `token` in the response body, `cookie` in an `HttpOnly` cookie only.',
  examples: ['token'],
})
export type SessionKind = z.infer<typeof SessionKind>

export const NewAccount = z
  .strictObject({
    email: Email,
    password: Password,
    name: PersonName.optional(),
    session: SessionKind.default('token'),
  })
  .meta({
    id: 'NewAccount',
    description: 'Sign-up request.',
    examples: [{ email: 'ada@example.com', password: 'Test123!' }],
  })
export type NewAccount = z.infer<typeof NewAccount>

/** An existing password. The rules for new passwords do not apply. */
export const TypedPassword = exactText({ name: 'a password', min: 1, max: 128 }).meta({
  id: 'TypedPassword',
  description: 'Current password of the account.',
  examples: ['Test123!'],
})

/** What every sign-in takes besides its proof. */
export const signInFields = {
  session: SessionKind.default('token'),
  deviceToken: z
    .string()
    .max(1000)
    .optional()
    .describe('Device token of an earlier sign-in. Default: the one in the cookie. An invalid one is ignored.')
    .meta({ format: 'password', examples: ['WyIw…'] }),
} as const

export const Credentials = z.strictObject({ email: TypedEmail, password: TypedPassword, ...signInFields }).meta({
  id: 'Credentials',
  description: 'Sign-in request.',
  examples: [{ email: 'ada@example.com', password: 'Test123!' }],
})
export type Credentials = z.infer<typeof Credentials>

export const Refresh = z
  .strictObject({
    refreshToken: z
      .string()
      .max(1000)
      .optional()
      .describe('Refresh token. Default: the one in the cookie.')
      .meta({ format: 'password', examples: ['eyJ0…'] }),
  })
  .meta({ id: 'Refresh', description: 'Refresh request.' })
export type Refresh = z.infer<typeof Refresh>

export const AccountChanges = z
  .strictObject({ name: PersonName.nullable().optional().describe('Display name. Null removes it.') })
  .meta({ id: 'AccountChanges', description: 'Changes to the current user.', examples: [{ name: 'Ada' }] })
export type AccountChanges = z.infer<typeof AccountChanges>

export const PasswordChange = z
  .strictObject({
    currentPassword: TypedPassword.optional().describe(
      'Current password. Required if the account has one, unless the session was confirmed in the last 10 minutes.',
    ),
    newPassword: Password,
  })
  .meta({
    id: 'PasswordChange',
    description: 'Password change request.',
    examples: [{ currentPassword: 'Test123!', newPassword: 'correct horse battery staple' }],
  })
export type PasswordChange = z.infer<typeof PasswordChange>

export const Confirmation = z.strictObject({ password: TypedPassword.optional() }).meta({
  id: 'Confirmation',
  description:
    'Confirmation of a critical operation: by the current password or, for a user of an external issuer, by a recent token alone.',
  examples: [{ password: 'Test123!' }],
})
export type Confirmation = z.infer<typeof Confirmation>
