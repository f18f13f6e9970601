import * as z from 'zod'
import { limits } from '../core/limits.js'
import { Timestamp } from '../core/schemas/date-time.js'
import { outputString, outputText, outputToken, outputUserId } from '../core/schemas/output-strings.js'
import { exactText, trimmedText, wellFormed, withoutNul } from '../core/schemas/text.js'

/** Letters are ASCII only, so that no two accounts differ by look-alike spelling alone; at most 254 as in RFC 5321. */
const address =
  "(?=\\S{1,254}\\s*$)(?!\\.)(?!\\S*\\.\\.)[A-Za-z0-9_'+.\\-]*[A-Za-z0-9_+\\-]@(?:[A-Za-z0-9][A-Za-z0-9\\-]*\\.)+[A-Za-z]{2,}"

export const Email = z
  .string()
  .max(254 + limits.outerSpaces, { error: 'Must be an e-mail address', abort: true })
  .regex(new RegExp(`^\\s*${address}\\s*$`, 'u'), {
    error: 'Must be an e-mail address',
  })
  .trim()
  .toLowerCase()
  .meta({
    id: 'Email',
    description: 'An e-mail address; outer spaces and upper case do not count.',
    examples: ['ada@example.com'],
  })
export type Email = z.infer<typeof Email>

export const Password = exactText({ min: 8, max: 128 }).meta({
  id: 'Password',
  description: 'Any characters, 8 to 128 of them; none is changed or left out.',
  examples: ['correct horse battery staple'],
})
export type Password = z.infer<typeof Password>

export const PersonName = trimmedText({ max: 100 }).meta({
  id: 'PersonName',
  description: 'How a person wants to be called.',
  examples: ['Ada Lovelace'],
})
export type PersonName = z.infer<typeof PersonName>

export const UserId = wellFormed(withoutNul(z.string().min(1).max(255))).meta({
  id: 'UserId',
  description: 'Names a user; opaque. In a path, `me` stands for the caller.',
  examples: ['me'],
})
export type UserId = z.infer<typeof UserId>

export const User = z
  .object({
    id: outputUserId().describe('Opaque and stable.'),
    email: outputString({ format: 'email', maxLength: 254 })
      .nullable()
      .describe('Null where the issuer of the account gave none.'),
    name: outputText({ max: 100 })
      .nullable()
      .describe('How the person wants to be called; null where that was not said.'),
    createdAt: Timestamp.describe('When the account was made.'),
  })
  .meta({
    id: 'User',
    description: 'A person with an account.',
    examples: [
      {
        id: '0199e8f4-5d0c-7c55-9d3a-4a1f0c7b2e61',
        email: 'ada@example.com',
        name: 'Ada Lovelace',
        createdAt: '2026-11-23T09:30:00.000Z',
      },
    ],
  })
export type User = z.infer<typeof User>

export const SignedIn = z
  .object({
    token: outputToken().describe('The access token, a JWT: send it as `Authorization: Bearer`.'),
    refreshToken: outputToken()
      .optional()
      .describe('Opaque; good for one new access token. Absent where a cookie keeps it.'),
    expiresAt: Timestamp.describe('When the access token ends.'),
    user: User,
  })
  .meta({ id: 'SignedIn', description: 'What signing in gives.' })
export type SignedIn = z.infer<typeof SignedIn>

export const SessionKind = z.enum(['token', 'cookie']).meta({
  id: 'SessionKind',
  description: '`cookie`: the refresh token is kept in a cookie that scripts cannot read, and is not in the answer.',
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
    description: 'Who signs up.',
    examples: [{ email: 'ada@example.com', password: 'Test123!' }],
  })
export type NewAccount = z.infer<typeof NewAccount>

/** What is typed to sign in; rules for new passwords do not hold for old ones. */
const TypedPassword = exactText({ min: 1, max: 128 }).meta({
  id: 'TypedPassword',
  description: 'The password of the account.',
  examples: ['Test123!'],
})

export const Credentials = z
  .strictObject({ email: Email, password: TypedPassword, session: SessionKind.default('token') })
  .meta({
    id: 'Credentials',
    description: 'Who signs in.',
    examples: [{ email: 'ada@example.com', password: 'Test123!' }],
  })
export type Credentials = z.infer<typeof Credentials>

export const Refresh = z
  .strictObject({
    refreshToken: z
      .string()
      .max(1000)
      .optional()
      .describe('Absent: the one that the cookie keeps.')
      .meta({ format: 'password', examples: ['eyJ0…'] }),
  })
  .meta({ id: 'Refresh', description: 'The session to go on with.' })
export type Refresh = z.infer<typeof Refresh>

export const AccountChanges = z
  .strictObject({ name: PersonName.nullable().optional().describe('Null clears it.') })
  .meta({ id: 'AccountChanges', description: 'What to change of oneself.', examples: [{ name: 'Ada' }] })
export type AccountChanges = z.infer<typeof AccountChanges>

export const PasswordChange = z.strictObject({ currentPassword: TypedPassword, newPassword: Password }).meta({
  id: 'PasswordChange',
  description: 'The old password and the new one.',
  examples: [{ currentPassword: 'Test123!', newPassword: 'correct horse battery staple' }],
})
export type PasswordChange = z.infer<typeof PasswordChange>

export const Confirmation = z
  .strictObject({ password: TypedPassword })
  .meta({ id: 'Confirmation', description: 'The password once more.', examples: [{ password: 'Test123!' }] })
export type Confirmation = z.infer<typeof Confirmation>
