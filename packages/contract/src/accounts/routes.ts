import { noBody } from '../core/route.js'
import { routes } from '../routes.js'
import { events } from './events.js'
import { AccountExport } from './export.js'
import {
  AccountChanges,
  Confirmation,
  Credentials,
  NewAccount,
  PasswordChange,
  Refresh,
  SignedIn,
  User,
} from './schemas.js'
import { sessions } from './sessions.js'

const plain = { idempotency: 'none', concurrency: 'none' } as const

const account = routes({
  signup: {
    method: 'POST',
    path: '/api/auth/signup',
    summary: 'Create an account',
    description:
      'Signs the new user in. Refused with `email_taken` when the address has an account, whatever its case.',
    metadata: {
      access: 'public',
      limit: 'credentials',
      ...plain,
      session: 'start',
      errors: ['email_taken', 'unavailable'],
    },
    body: NewAccount,
    responses: { 201: SignedIn },
  },
  signin: {
    method: 'POST',
    path: '/api/auth/signin',
    summary: 'Sign in',
    description:
      'Refused with `invalid_credentials`, whether the address or the password is wrong, and with `rate_limited` after too many such tries.',
    metadata: {
      access: 'public',
      limit: 'credentials',
      ...plain,
      session: 'start',
      errors: ['invalid_credentials', 'unavailable'],
    },
    body: Credentials,
    responses: { 200: SignedIn },
  },
  refresh: {
    method: 'POST',
    path: '/api/auth/refresh',
    summary: 'Go on with a session',
    description:
      'Gives a new access token and a new refresh token. The old one is good for ten seconds more, for an answer that got lost; used later, it ends the session. Refused with `invalid_token`, and with `forbidden` when a foreign page sends the cookie.',
    metadata: {
      access: 'public',
      limit: 'credentials',
      ...plain,
      session: 'refresh',
      errors: ['invalid_token', 'forbidden'],
    },
    body: Refresh,
    responses: { 200: SignedIn },
  },
  signout: {
    method: 'POST',
    path: '/api/auth/signout',
    summary: 'Sign out',
    description: 'Ends this session: its tokens are refused from then on. Refused when there is none.',
    metadata: { access: 'user', limit: 'write', ...plain, session: 'end' },
    responses: { 204: noBody },
    body: noBody,
  },
  me: {
    method: 'GET',
    path: '/api/auth/me',
    summary: 'Tell who is signed in',
    description: 'Refused when the token is missing, expired or not ours.',
    metadata: { access: 'user', limit: 'read', ...plain },
    responses: { 200: User },
  },
  updateMe: {
    method: 'PATCH',
    path: '/api/auth/me',
    summary: 'Change oneself',
    description: 'Changes the fields that are given and no other. Refused when a field is unknown.',
    metadata: { access: 'user', limit: 'write', ...plain },
    body: AccountChanges,
    responses: { 200: User },
  },
  changePassword: {
    method: 'POST',
    path: '/api/auth/password',
    summary: 'Change the password',
    description:
      'Begins a new session and ends every other one. Refused with `invalid_credentials` when the current password is wrong.',
    metadata: {
      access: 'user',
      limit: 'credentials',
      ...plain,
      session: 'start',
      errors: ['invalid_credentials', 'unavailable'],
    },
    body: PasswordChange,
    responses: { 200: SignedIn },
  },
  deleteMe: {
    method: 'POST',
    path: '/api/auth/me/delete',
    summary: 'Delete the account',
    description:
      'The user, the sessions and the tasks are gone for good. Refused with `invalid_credentials` when the password is wrong.',
    metadata: {
      access: 'user',
      limit: 'credentials',
      ...plain,
      session: 'end',
      errors: ['invalid_credentials', 'unavailable'],
    },
    body: Confirmation,
    responses: { 204: noBody },
  },
  exportMe: {
    method: 'GET',
    path: '/api/auth/me/export',
    summary: 'Export everything held on oneself',
    description: 'May be large, and is sent as it is read. Refused as any call is that has no valid token.',
    metadata: { access: 'user', limit: 'read', ...plain },
    responses: { 200: AccountExport },
  },
})

export const auth = { ...account, sessions, events }
