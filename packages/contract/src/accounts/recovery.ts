import * as z from 'zod'
import { noBody } from '../core/route.js'
import { routes } from '../routes.js'
import { Email, Password, SignedIn, signInFields, TypedEmail, TypedPassword } from './schemas.js'

/** Seconds for which the links in mails are valid. */
export const linkLifetimes = {
  verifyEmail: 24 * 60 * 60,
  resetPassword: 60 * 60,
  confirmEmail: 24 * 60 * 60,
  undoEmailChange: 72 * 60 * 60,
  signIn: 15 * 60,
} as const

const hours = (seconds: number) => (seconds === 3600 ? 'one hour' : `${seconds / 3600} hours`)

const LinkToken = z
  .string()
  .max(1000)
  .describe('Token of the link in the mail: the part after `#token=`.')
  .meta({ id: 'LinkToken', format: 'password', examples: ['MDE5OWU4ZjQ.s3cr3t'] })

export const EmailLink = z.strictObject({ token: LinkToken }).meta({
  id: 'EmailLink',
  description: 'Link of a mail.',
})
export type EmailLink = z.infer<typeof EmailLink>

export const EmailAddress = z.strictObject({ email: TypedEmail }).meta({
  id: 'EmailAddress',
  description: 'E-mail address to which a mail is sent, if an account has it.',
  examples: [{ email: 'ada@example.com' }],
})
export type EmailAddress = z.infer<typeof EmailAddress>

export const PasswordReset = z
  .strictObject({ token: LinkToken, newPassword: Password })
  .meta({ id: 'PasswordReset', description: 'Password reset request.' })
export type PasswordReset = z.infer<typeof PasswordReset>

export const EmailChange = z
  .strictObject({
    email: Email,
    password: TypedPassword.optional().describe(
      'Current password. Required if the account has one, unless the session was confirmed in the last 10 minutes.',
    ),
  })
  .meta({
    id: 'EmailChange',
    description: 'E-mail change request.',
    examples: [{ email: 'ada@example.org', password: 'Test123!' }],
  })
export type EmailChange = z.infer<typeof EmailChange>

export const SignInLink = z
  .strictObject({ token: LinkToken, ...signInFields })
  .meta({ id: 'SignInLink', description: 'Sign-in by the link of a mail.' })
export type SignInLink = z.infer<typeof SignInLink>

const plain = {
  scope: null,
  tool: false,
  idempotency: 'none',
  concurrency: 'none',
  limit: 'credentials',
} as const

/** The response is the same whether an account has the address. */
const request = {
  metadata: { access: 'public', ...plain, errors: ['not_configured'] },
  method: 'POST',
  body: EmailAddress,
  responses: { 204: noBody },
} as const

const sameResponse =
  'The response and its time do not reveal whether an account has the address. Fails with `rate_limited` after too many mails to one address, and with `not_configured` if the server sends no mail.'
const invalidLink = 'Fails with `invalid_link` if the token is wrong, has expired or was used before.'

/** Operations by links that are sent by e-mail. */
export const recovery = routes({
  verifyEmail: {
    method: 'POST',
    path: '/api/auth/verify-email',
    summary: 'Verify the e-mail address',
    description: `Marks the e-mail address of the account as verified, by the token of the mail that a sign-up sends. The token can be used once, within ${hours(linkLifetimes.verifyEmail)}. ${invalidLink}`,
    metadata: { access: 'public', ...plain, errors: ['invalid_link'] },
    body: EmailLink,
    responses: { 204: noBody },
  },
  resendVerification: {
    path: '/api/auth/resend-verification',
    summary: 'Send the verification mail again',
    description: `Sends a new link for \`auth.verifyEmail\` if an account has the address and has not verified it; earlier links become invalid. ${sameResponse}`,
    ...request,
  },
  requestPasswordReset: {
    path: '/api/auth/request-password-reset',
    summary: 'Send a mail to reset the password',
    description: `Sends a link for \`auth.resetPassword\` if an account of this server has the address; earlier links become invalid. ${sameResponse}`,
    ...request,
  },
  resetPassword: {
    method: 'POST',
    path: '/api/auth/reset-password',
    summary: 'Reset the password',
    description: `Sets a new password by the token of a mail, verifies the e-mail address, ends all sessions and personal access tokens of the user, and disconnects all apps. The token can be used once, within ${hours(linkLifetimes.resetPassword)}. A second factor stays, unless the address had never been verified: then everything that was set up before the reset is removed. ${invalidLink}`,
    metadata: { access: 'public', ...plain, errors: ['invalid_link', 'unavailable'] },
    body: PasswordReset,
    responses: { 204: noBody },
  },
  changeEmail: {
    method: 'POST',
    path: '/api/auth/change-email',
    summary: 'Change the e-mail address',
    description: `Sends a link for \`auth.confirmEmail\` to the new address. The current one stays until the link is used, within ${hours(linkLifetimes.confirmEmail)}. Requires the password if the account has one: fails with \`wrong_password\` if it is wrong, and with \`step_up_required\` if the account has a second factor and the session was not confirmed in the last 10 minutes. Fails with \`conflict\` if the address follows an external issuer, and with \`not_configured\` if the server sends no mail. The response does not reveal whether another account has the address.`,
    metadata: {
      access: 'user',
      ...plain,
      errors: [
        'wrong_password',
        'step_up_required',
        'recent_sign_in_required',
        'conflict',
        'not_configured',
        'unavailable',
      ],
    },
    body: EmailChange,
    responses: { 204: noBody },
  },
  confirmEmail: {
    method: 'POST',
    path: '/api/auth/confirm-email',
    summary: 'Confirm the new e-mail address',
    description: `Completes a change of the e-mail address by the token of the mail to the new address. The previous address gets a mail whose link undoes the change within ${hours(linkLifetimes.undoEmailChange)}. ${invalidLink} Fails with \`email_taken\` if another account has the address.`,
    metadata: { access: 'public', ...plain, errors: ['invalid_link', 'email_taken'] },
    body: EmailLink,
    responses: { 204: noBody },
  },
  undoEmailChange: {
    method: 'POST',
    path: '/api/auth/undo-email-change',
    summary: 'Undo a change of the e-mail address',
    description: `Restores the previous e-mail address by the token of the mail that announced the change, ends all sessions and personal access tokens of the user, disconnects all apps, removes the password and what was set up since the change, and sends a mail to set a new password. If the address had never been verified, removes everything that was set up before, too. ${invalidLink}`,
    metadata: { access: 'public', ...plain, errors: ['invalid_link'] },
    body: EmailLink,
    responses: { 204: noBody },
  },
  requestSignInLink: {
    path: '/api/auth/request-sign-in-link',
    summary: 'Send a mail to sign in',
    description: `Sends a link for \`auth.signInWithLink\` if an account of this server has the address; earlier links become invalid. ${sameResponse}`,
    ...request,
  },
  signInWithLink: {
    method: 'POST',
    path: '/api/auth/sign-in-with-link',
    summary: 'Sign in by a link',
    description: `Starts a session by the token of a mail, and verifies the e-mail address. The token can be used once, within ${linkLifetimes.signIn / 60} minutes. If the address had never been verified, removes the password and what was set up before, disconnects all apps, and ends all sessions and personal access tokens: someone else may have registered the address. With a second factor, nothing is verified or removed. ${invalidLink} Fails with \`second_factor_required\` if the account has a second factor.`,
    metadata: {
      access: 'public',
      ...plain,
      session: 'start',
      errors: ['invalid_link', 'second_factor_required'],
    },
    body: SignInLink,
    responses: { 200: SignedIn },
  },
})
