import { noBody } from '../core/route.js'
import { routes } from '../routes.js'
import { apps } from './apps.js'
import { events } from './events.js'
import { AccountExport } from './export.js'
import { identities } from './identities.js'
import { passkeys } from './passkeys.js'
import { recovery } from './recovery.js'
import {
  AccountChanges,
  Confirmation,
  CookieSession,
  Credentials,
  NewAccount,
  PasswordChange,
  Refresh,
  SignedIn,
  User,
} from './schemas.js'
import { secondFactor, steps } from './second-factor.js'
import { sessions } from './sessions.js'
import { tokens } from './tokens.js'

const plain = { scope: null, tool: false, idempotency: 'none', concurrency: 'none' } as const

const account = routes({
  signup: {
    method: 'POST',
    path: '/api/auth/signup',
    summary: 'Create an account',
    description:
      'Creates an account and signs the new user in. Fails with `email_taken` if the e-mail address already has an account. E-mail addresses are case-insensitive. Sends a mail to verify the address, if the server sends mail. If it requires verified addresses, it creates the account but no session: then it fails with `email_not_verified`, also if the address has an account, whose owner gets a mail.',
    metadata: {
      access: 'public',
      limit: 'credentials',
      ...plain,
      session: 'start',
      errors: ['email_taken', 'email_not_verified', 'unavailable'],
    },
    body: NewAccount,
    responses: { 201: SignedIn },
  },
  signin: {
    method: 'POST',
    path: '/api/auth/signin',
    summary: 'Sign in',
    description:
      'Starts a session and returns its tokens. Fails with `invalid_credentials` if the e-mail address or the password is wrong, with `second_factor_required` if the account has a second factor and the device is not remembered, with `email_not_verified` if the server requires a verified address, and with `rate_limited` after too many failed attempts.',
    metadata: {
      access: 'public',
      limit: 'credentials',
      ...plain,
      session: 'start',
      errors: ['invalid_credentials', 'second_factor_required', 'email_not_verified', 'unavailable'],
    },
    body: Credentials,
    responses: { 200: SignedIn },
  },
  refresh: {
    method: 'POST',
    path: '/api/auth/refresh',
    summary: 'Refresh tokens',
    description:
      'Returns a new access token and a new refresh token. If the response is lost, repeat the request: the previous refresh token returns the same successor until that successor, or the access token returned with it, is used. Using it more than 10 seconds later revokes the session. Fails with `invalid_token` if the refresh token is invalid or the session has ended, and with `forbidden` if the cookie is sent from an origin that is not allowed, or without the header `X-Requested-With` to a server that requires it. The rate limit counts each session separately; requests with an invalid refresh token count by client address and do not affect sessions.',
    metadata: {
      access: 'public',
      limit: 'renewal',
      ...plain,
      session: 'refresh',
      errors: ['invalid_token', 'forbidden'],
    },
    body: Refresh,
    responses: { 200: SignedIn },
  },
  session: {
    method: 'GET',
    path: '/api/auth/session',
    summary: 'Get the session of the cookie',
    description:
      'Returns the user whose session is in the refresh token cookie, or null if the request has no cookie of an active session. Changes nothing: the refresh token stays valid. Call it to find out whether a user is signed in, or whether the browser kept the cookie of a sign-in. Fails with `forbidden` if the cookie is sent from an origin that is not allowed, or without the header `X-Requested-With` to a server that requires it.',
    metadata: { access: 'public', limit: 'read', ...plain, session: 'check', errors: ['forbidden'] },
    responses: { 200: CookieSession },
  },
  signout: {
    method: 'POST',
    path: '/api/auth/signout',
    summary: 'Sign out',
    description:
      'Ends the current session and invalidates its tokens. A token of an external issuer is refused from then on, with all earlier tokens of its `sid`; the session at the issuer stays. Fails with `token_not_revocable` if the token has no `sid`, `jti` or `iat`.',
    metadata: { access: 'user', limit: 'write', ...plain, session: 'end', errors: ['token_not_revocable'] },
    responses: { 204: noBody },
    body: noBody,
  },
  me: {
    method: 'GET',
    path: '/api/auth/me',
    summary: 'Get the current user',
    description: 'Returns the user of the access token.',
    metadata: {
      access: 'user',
      limit: 'read',
      ...plain,
      scope: 'account:read',
      tool: {
        name: 'who_am_i',
        effect: 'reads',
        description: 'Returns the name and the e-mail address of the user whose tasks the other tools read and change.',
      },
    },
    responses: { 200: User },
  },
  updateMe: {
    method: 'PATCH',
    path: '/api/auth/me',
    summary: 'Update the current user',
    description: 'Changes the given fields; all others keep their values.',
    metadata: { access: 'user', limit: 'write', ...plain },
    body: AccountChanges,
    responses: { 200: User },
  },
  changePassword: {
    method: 'POST',
    path: '/api/auth/password',
    summary: 'Change the password',
    description:
      'Changes the password, ends all sessions of the user, disconnects all apps, and starts a new session. Requires the current password if the account has one: fails with `wrong_password` if it is wrong, and with `step_up_required` if the account has a second factor and the session was not confirmed in the last 10 minutes. An account without a password gets one: fails with `recent_sign_in_required` if the sign-in is too old.',
    metadata: {
      access: 'user',
      limit: 'credentials',
      ...plain,
      session: 'start',
      errors: ['wrong_password', 'step_up_required', 'recent_sign_in_required', 'unavailable'],
    },
    body: PasswordChange,
    responses: { 200: SignedIn },
  },
  deleteMe: {
    method: 'POST',
    path: '/api/auth/me/delete',
    summary: 'Delete the account',
    description:
      'Permanently deletes the user with all sessions and tasks. A user with a password must send it: fails with `wrong_password` if it is wrong. A user without one must have signed in less than 10 minutes ago, or 5 with a token of an external issuer: fails with `recent_sign_in_required`. Fails with `step_up_required` if the account has a second factor and the session was not confirmed in the last 10 minutes. Earlier tokens are refused; a later one creates an empty account.',
    metadata: {
      access: 'user',
      limit: 'credentials',
      ...plain,
      session: 'end',
      errors: ['wrong_password', 'step_up_required', 'recent_sign_in_required', 'unavailable'],
    },
    body: Confirmation,
    responses: { 204: noBody },
  },
  exportMe: {
    method: 'GET',
    path: '/api/auth/me/export',
    summary: 'Export your data',
    description:
      'Returns all data stored about the current user, as it was when the export began. The response is streamed and can be large. Importing it restores the tasks, also those in the trash.',
    metadata: { access: 'user', limit: 'read', ...plain },
    responses: { 200: AccountExport },
  },
})

export const auth = {
  ...account,
  ...recovery,
  ...steps,
  secondFactor,
  sessions,
  tokens,
  apps,
  passkeys,
  identities,
  events,
}
