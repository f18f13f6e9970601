import type { PasskeyChallenge, PasskeyRegistration } from '@taskpact/contract'
import {
  type Authenticator,
  createAuthenticator,
  type Input,
  type Outcome,
  testPassword,
  totpCode,
} from '@taskpact/testing'
import { redirectOf } from '../support/identity-provider.js'

/** Outcomes of the previous calls of one user. */
export interface Recording {
  readonly email: string
  readonly outcomes: ReadonlyMap<string, Outcome>
  /** Reads a value of a previous outcome, such as `created.id`. */
  read(path: string): unknown
  /** Waits for a mail to an address, and returns the token of its link. */
  linkIn(subject: RegExp, to: string): Promise<string>
  /** Connects an app to an account. */
  connectApp(userId: string): Promise<unknown>
}

type ValueOrFunction<T> = T | ((recording: Recording) => T | Promise<T>)

export interface RecordedCall {
  /** The name of the outcome for later calls. */
  readonly label: string
  readonly operation: string
  readonly input?: ValueOrFunction<Input>
  /** Label of the call whose token is sent. Defaults to `session`. `none` sends no token, `nonsense` an invalid one. */
  readonly as?: string
}

const unknownId = '0199e8f4-63a1-7d0e-8b11-000000000000'
const task =
  (more: object = {}) =>
  ({ read }: Recording) => ({ taskId: read('created.id'), ...more })
const otherSessionId = (sessions: unknown) =>
  (sessions as { id: string; current: boolean }[]).find(({ current }) => !current)?.id
const credentials = ({ email }: Recording) => ({ email, password: testPassword })
/** Signs in at the identity provider of a previous outcome. */
const authorized =
  (label: string) =>
  async ({ read }: Recording) => ({
    ticket: read(`${label}.ticket`),
    url: await redirectOf(String(read(`${label}.url`))),
  })
/** The code that an app shows when the server sent `session`, or some steps later. Each one is accepted once. */
const code =
  (steps: number, more: (recording: Recording) => object = () => ({})) =>
  (recording: Recording) => {
    const at = Date.parse(String(recording.read('session.expiresAt'))) - 15 * 60_000
    return { code: totpCode(String(recording.read('begun.secret')), at + steps * 30_000), ...more(recording) }
  }
const csv = 'title\r\nFrom a file\r\n'

/** The authenticator of each user. */
const authenticators = new Map<string, Authenticator>()
const newAuthenticator = (email: string) => {
  const created = createAuthenticator()
  authenticators.set(email, created)
  return created
}
/** The response to a first step, from the authenticator of the user. */
const proof =
  (label: string) =>
  ({ email, read }: Recording) => ({
    ticket: read(`${label}.ticket`),
    response: authenticators.get(email)?.get(read(`${label}.options`) as PasskeyChallenge['options']),
  })
const connectedApp = ({ read }: Recording) => ({ appId: (read('apps.items') as { id: string }[])[0]?.id })
const passkeyId = ({ read }: Recording) => ({ passkeyId: read('passkey.id') })

const passkeys: readonly RecordedCall[] = [
  { label: 'begin a passkey', operation: 'auth.passkeys.beginRegistration', input: { password: testPassword } },
  { label: 'begin a passkey without the password', operation: 'auth.passkeys.beginRegistration' },
  { label: 'step up without a passkey', operation: 'auth.passkeys.beginStepUp' },
  {
    label: 'passkey',
    operation: 'auth.passkeys.register',
    input: ({ email, read }) => ({
      ticket: read('begin a passkey.ticket'),
      response: newAuthenticator(email).create(read('begin a passkey.options') as PasskeyRegistration['options']),
      name: ' Phone ',
    }),
  },
  {
    label: 'passkey again',
    operation: 'auth.passkeys.register',
    input: ({ email, read }) => ({
      ticket: read('begin a passkey.ticket'),
      response: createAuthenticator().create(read('begin a passkey.options') as PasskeyRegistration['options']),
      name: email,
    }),
  },
  { label: 'passkeys', operation: 'auth.passkeys.list' },
  { label: 'passkeys with an invalid cursor', operation: 'auth.passkeys.list', input: { cursor: 'x' } },
  {
    label: 'rename a passkey',
    operation: 'auth.passkeys.rename',
    input: (recording) => ({ ...passkeyId(recording), name: 'Laptop' }),
  },
  {
    label: 'rename an unknown passkey',
    operation: 'auth.passkeys.rename',
    input: { passkeyId: unknownId, name: 'Laptop' },
  },
  { label: 'begin to sign in', operation: 'auth.passkeys.beginSignIn', as: 'none' },
  {
    label: 'signed in with a passkey',
    operation: 'auth.passkeys.signIn',
    input: proof('begin to sign in'),
    as: 'none',
  },
  {
    label: 'sign in with the ticket again',
    operation: 'auth.passkeys.signIn',
    input: proof('begin to sign in'),
    as: 'none',
  },
  { label: 'begin to step up', operation: 'auth.passkeys.beginStepUp' },
  { label: 'step up', operation: 'auth.passkeys.stepUp', input: proof('begin to step up') },
  { label: 'step up again', operation: 'auth.passkeys.stepUp', input: proof('begin to step up') },
  { label: 'remove a passkey', operation: 'auth.passkeys.remove', input: passkeyId },
  { label: 'remove it again', operation: 'auth.passkeys.remove', input: passkeyId },
]

const accounts: readonly RecordedCall[] = [
  {
    label: 'session',
    operation: 'auth.signup',
    input: ({ email }) => ({ email, password: testPassword, name: ' Ada ' }),
    as: 'none',
  },
  { label: 'sign up again', operation: 'auth.signup', input: credentials, as: 'none' },
  { label: 'sign up without fields', operation: 'auth.signup', as: 'none' },
  { label: 'second', operation: 'auth.signin', input: credentials, as: 'none' },
  {
    label: 'wrong password',
    operation: 'auth.signin',
    input: ({ email }) => ({ email, password: 'not it, not it' }),
    as: 'none',
  },
  { label: 'me', operation: 'auth.me' },
  { label: 'me signed out', operation: 'auth.me', as: 'none' },
  { label: 'me with an invalid token', operation: 'auth.me', as: 'nonsense' },
  { label: 'rename', operation: 'auth.updateMe', input: { name: 'Ada Lovelace' } },
  { label: 'rename to a number', operation: 'auth.updateMe', input: { name: 5 } },
  { label: 'sessions', operation: 'auth.sessions.list' },
  {
    label: 'refreshed',
    operation: 'auth.refresh',
    input: ({ read }) => ({ refreshToken: read('second.refreshToken') }),
    as: 'none',
  },
  { label: 'session without a cookie', operation: 'auth.session', as: 'none' },
  {
    label: 'refresh with an invalid token',
    operation: 'auth.refresh',
    input: { refreshToken: 'nonsense' },
    as: 'none',
  },
  { label: 'revoke unknown', operation: 'auth.sessions.revoke', input: { sessionId: unknownId } },
  {
    label: 'revoke',
    operation: 'auth.sessions.revoke',
    input: ({ read }) => ({ sessionId: otherSessionId(read('sessions.items')) }),
  },
  {
    label: 'personal token',
    operation: 'auth.tokens.create',
    input: { name: ' A script ', scopes: ['tasks:read'], password: testPassword },
  },
  {
    label: 'personal token with the wrong password',
    operation: 'auth.tokens.create',
    input: { name: 'A script', scopes: ['tasks:read'], password: 'not it, not it' },
  },
  { label: 'personal tokens', operation: 'auth.tokens.list' },
  { label: 'personal tokens with an invalid cursor', operation: 'auth.tokens.list', input: { cursor: 'x' } },
  { label: 'tasks by a personal token', operation: 'tasks.list', as: 'personal token' },
  {
    label: 'personal token without the scope',
    operation: 'tasks.create',
    input: { title: 'No' },
    as: 'personal token',
  },
  {
    label: 'revoke a personal token',
    operation: 'auth.tokens.revoke',
    input: ({ read }) => ({ tokenId: read('personal token.id') }),
  },
  {
    label: 'revoke it again',
    operation: 'auth.tokens.revoke',
    input: ({ read }) => ({ tokenId: read('personal token.id') }),
  },
  { label: 'revoked personal token', operation: 'tasks.list', as: 'personal token' },
  {
    label: 'apps',
    operation: 'auth.apps.list',
    async input({ connectApp, read }) {
      await connectApp(String(read('session.user.id')))
      return {}
    },
  },
  { label: 'apps with an invalid cursor', operation: 'auth.apps.list', input: { cursor: 'x' } },
  { label: 'disconnect an app', operation: 'auth.apps.revoke', input: connectedApp },
  { label: 'disconnect it again', operation: 'auth.apps.revoke', input: connectedApp },
  ...passkeys,
  { label: 'third', operation: 'auth.signin', input: credentials, as: 'none' },
  { label: 'revoke others', operation: 'auth.sessions.revokeOthers' },
  { label: 'revoked', operation: 'auth.me', as: 'third' },
  { label: 'events', operation: 'auth.events.list', input: { limit: 3 } },
  { label: 'events with an invalid cursor', operation: 'auth.events.list', input: { cursor: 'x' } },
  {
    label: 'change with the wrong password',
    operation: 'auth.changePassword',
    input: { currentPassword: 'not it, not it', newPassword: 'another one' },
  },
  ...secondFactor(),
]

const identities: readonly RecordedCall[] = [
  { label: 'providers', operation: 'auth.identities.providers', as: 'none' },
  { label: 'begun at a provider', operation: 'auth.identities.beginSignIn', input: { provider: 'openid' }, as: 'none' },
  {
    label: 'begin with an unknown provider',
    operation: 'auth.identities.beginSignIn',
    input: { provider: 'unknown' },
    as: 'none',
  },
  { label: 'by provider', operation: 'auth.identities.signIn', input: authorized('begun at a provider'), as: 'none' },
  {
    label: 'with a used code',
    operation: 'auth.identities.signIn',
    input: authorized('begun at a provider'),
    as: 'none',
  },
  {
    label: 'with an invalid ticket',
    operation: 'auth.identities.signIn',
    input: { ticket: 'nonsense', url: 'https://app.example.com/sign-in/openid' },
    as: 'none',
  },
  { label: 'identities', operation: 'auth.identities.list', as: 'by provider' },
  {
    label: 'unlink the last way to sign in',
    operation: 'auth.identities.unlink',
    input: ({ read }) => ({ identityId: (read('identities.items') as { id: string }[])[0]?.id }),
    as: 'by provider',
  },
  {
    label: 'begun to link',
    operation: 'auth.identities.beginLink',
    input: { provider: 'oauth', password: testPassword },
  },
  {
    label: 'begin to link with the wrong password',
    operation: 'auth.identities.beginLink',
    input: { provider: 'oauth', password: 'not it, not it' },
  },
  {
    label: 'link with the ticket of a sign-in',
    operation: 'auth.identities.link',
    input: authorized('begun at a provider'),
  },
  { label: 'linked', operation: 'auth.identities.link', input: authorized('begun to link') },
  {
    label: 'unlink',
    operation: 'auth.identities.unlink',
    input: ({ read }) => ({ identityId: read('linked.id'), password: testPassword }),
  },
  {
    label: 'unlink again',
    operation: 'auth.identities.unlink',
    input: ({ read }) => ({ identityId: read('linked.id'), password: testPassword }),
  },
]

const changed = (email: string) => `changed-${email}`
const other = (email: string) => `other-${email}`
const byLink =
  (subject: RegExp, addressOf = other, more: Input = {}) =>
  async ({ email, linkIn }: Recording) => ({ token: await linkIn(subject, addressOf(email)), ...more })
const ofOther = ({ email }: Recording) => ({ email: other(email) })
const invalidLinks = ['verifyEmail', 'confirmEmail', 'undoEmailChange', 'signInWithLink', 'resetPassword']

/** Of another account, because some of them end all sessions. */
const links: readonly RecordedCall[] = [
  {
    label: 'other',
    operation: 'auth.signup',
    input: ({ email }) => ({ email: other(email), password: testPassword }),
    as: 'none',
  },
  { label: 'verify', operation: 'auth.verifyEmail', input: byLink(/Verify/), as: 'none' },
  { label: 'verified', operation: 'auth.me', as: 'other' },
  { label: 'verify again', operation: 'auth.resendVerification', input: ofOther, as: 'none' },
  { label: 'request a link', operation: 'auth.requestSignInLink', input: ofOther, as: 'none' },
  { label: 'sign in by the link', operation: 'auth.signInWithLink', input: byLink(/Sign in/), as: 'none' },
  {
    label: 'change the address to the current one',
    operation: 'auth.changeEmail',
    input: ({ email }) => ({ email: other(email), password: testPassword }),
    as: 'other',
  },
  {
    label: 'change the address',
    operation: 'auth.changeEmail',
    input: ({ email }) => ({ email: changed(email), password: testPassword }),
    as: 'other',
  },
  { label: 'confirm', operation: 'auth.confirmEmail', input: byLink(/Confirm/, changed), as: 'none' },
  { label: 'confirmed', operation: 'auth.me', as: 'other' },
  { label: 'undo', operation: 'auth.undoEmailChange', input: byLink(/was changed/), as: 'none' },
  { label: 'undone', operation: 'auth.me', as: 'other' },
  {
    label: 'reset',
    operation: 'auth.resetPassword',
    input: byLink(/Reset/, other, { newPassword: 'another one' }),
    as: 'none',
  },
  { label: 'request a reset', operation: 'auth.requestPasswordReset', input: ofOther, as: 'none' },
  ...invalidLinks.map((name) => ({
    label: `${name} by an invalid link`,
    operation: `auth.${name}`,
    input: { token: 'bm9ib2R5.secret', ...(name === 'resetPassword' && { newPassword: 'another one' }) },
    as: 'none',
  })),
]

function secondFactor(): readonly RecordedCall[] {
  const password = testPassword
  const recoveryCode = ({ read }: Recording, index: number) => (read('enabled.recoveryCodes') as string[])[index]
  return [
    { label: 'no second factor', operation: 'auth.secondFactor.get' },
    { label: 'step up with a password', operation: 'auth.stepUp', input: { password } },
    { label: 'begin signed out', operation: 'auth.secondFactor.begin', as: 'none' },
    { label: 'begin with the wrong password', operation: 'auth.secondFactor.begin', input: { password: 'not it' } },
    { label: 'begun', operation: 'auth.secondFactor.begin', input: { password } },
    { label: 'enable with a wrong code', operation: 'auth.secondFactor.enable', input: code(100) },
    { label: 'enabled', operation: 'auth.secondFactor.enable', input: code(0) },
    { label: 'enable again', operation: 'auth.secondFactor.enable', input: code(1) },
    { label: 'begin again', operation: 'auth.secondFactor.begin', input: { password } },
    { label: 'first step', operation: 'auth.signin', input: credentials, as: 'none' },
    {
      label: 'second step with a wrong code',
      operation: 'auth.signInWithCode',
      input: code(100, ({ read }) => ({ ticket: read('first step.ticket') })),
      as: 'none',
    },
    {
      label: 'second step',
      operation: 'auth.signInWithCode',
      input: code(1, ({ read }) => ({ ticket: read('first step.ticket') })),
      as: 'none',
    },
    {
      label: 'second step again',
      operation: 'auth.signInWithCode',
      input: (recording) => ({
        ticket: recording.read('first step.ticket'),
        recoveryCode: recoveryCode(recording, 0),
      }),
      as: 'none',
    },
    {
      label: 'second step with an invalid ticket',
      operation: 'auth.signInWithCode',
      input: { ticket: 'a.b', code: '123456' },
      as: 'none',
    },
    { label: 'step up without a code', operation: 'auth.stepUp', input: { password } },
    { label: 'step up with a used code', operation: 'auth.stepUp', input: code(1, () => ({ password })) },
    {
      label: 'step up',
      operation: 'auth.stepUp',
      input: (recording) => ({ password, recoveryCode: recoveryCode(recording, 1) }),
    },
    {
      label: 'replace recovery codes with the wrong password',
      operation: 'auth.secondFactor.replaceRecoveryCodes',
      input: { password: 'not it' },
    },
    { label: 'replace recovery codes', operation: 'auth.secondFactor.replaceRecoveryCodes', input: { password } },
    {
      label: 'forget devices with the wrong password',
      operation: 'auth.secondFactor.forgetDevices',
      input: { password: 'not it' },
    },
    { label: 'forget devices', operation: 'auth.secondFactor.forgetDevices', input: { password } },
    { label: 'second factor', operation: 'auth.secondFactor.get' },
    { label: 'disable with the wrong password', operation: 'auth.secondFactor.disable', input: { password: 'no' } },
    { label: 'disable', operation: 'auth.secondFactor.disable', input: { password } },
    { label: 'disable again', operation: 'auth.secondFactor.disable', input: { password } },
  ]
}

const tasks: readonly RecordedCall[] = [
  {
    label: 'created',
    operation: 'tasks.create',
    input: { title: ' Buy milk ', tags: ['home', 'Ünïcode'], priority: 'high', dueDate: '2030-01-02' },
  },
  { label: 'keyed', operation: 'tasks.create', input: { title: 'Once', idempotencyKey: 'a-key' } },
  { label: 'keyed again', operation: 'tasks.create', input: { title: 'Once', idempotencyKey: 'a-key' } },
  { label: 'key reused', operation: 'tasks.create', input: { title: 'Twice', idempotencyKey: 'a-key' } },
  { label: 'invalid', operation: 'tasks.create', input: { title: ' ', tags: 'home', done: true } },
  { label: 'signed out', operation: 'tasks.create', input: { title: 'a' }, as: 'none' },
  { label: 'for another user', operation: 'tasks.create', input: { title: 'a', userId: unknownId } },
  { label: 'got', operation: 'tasks.get', input: task() },
  { label: 'get unknown', operation: 'tasks.get', input: { taskId: unknownId } },
  { label: 'get malformed', operation: 'tasks.get', input: { taskId: '1' } },
  { label: 'updated', operation: 'tasks.update', input: task({ description: 'Oat', ifMatch: 1 }) },
  { label: 'update stale', operation: 'tasks.update', input: task({ title: 'b', ifMatch: 1 }) },
  { label: 'complete', operation: 'tasks.complete', input: task({ completed: true }) },
  { label: 'complete unknown', operation: 'tasks.complete', input: { taskId: unknownId } },
  { label: 'toggle', operation: 'tasks.complete', input: task({ completed: 'toggle' }) },
  { label: 'complete an unknown task', operation: 'tasks.complete', input: { taskId: unknownId } },
  { label: 'listed', operation: 'tasks.list', input: { limit: 1, sort: 'title', order: 'asc' } },
  {
    label: 'next page',
    operation: 'tasks.list',
    input: ({ read }) => ({ limit: 1, sort: 'title', order: 'asc', cursor: read('listed.nextCursor') }),
  },
  {
    label: 'cursor of another list',
    operation: 'tasks.list',
    input: ({ read }) => ({ limit: 1, cursor: read('listed.nextCursor') }),
  },
  { label: 'filtered', operation: 'tasks.list', input: { status: 'pending', tags: ['home'], search: 'milk' } },
  { label: 'list invalid', operation: 'tasks.list', input: { limit: 0, nonsense: 'x' } },
  {
    label: 'batch',
    operation: 'tasks.batch',
    input: ({ read }) => ({
      atomic: false,
      operations: [
        { op: 'create', title: 'Batched' },
        { op: 'complete', taskId: read('created.id') },
        { op: 'remove', taskId: unknownId },
      ],
    }),
  },
  {
    label: 'atomic batch',
    operation: 'tasks.batch',
    input: {
      atomic: true,
      operations: [
        { op: 'create', title: 'Undone' },
        { op: 'remove', taskId: unknownId },
      ],
    },
  },
  { label: 'empty batch', operation: 'tasks.batch', input: { operations: [] } },
  { label: 'import JSON', operation: 'tasks.import', input: { format: 'json', content: '[{"title":"From JSON"}]' } },
  { label: 'import CSV', operation: 'tasks.import', input: { format: 'csv', content: csv } },
  { label: 'import malformed', operation: 'tasks.import', input: { format: 'json', content: '{' } },
  { label: 'stats', operation: 'tasks.stats', input: { timeZone: 'Europe/Berlin' } },
  { label: 'stats with an invalid time zone', operation: 'tasks.stats', input: { timeZone: 'Mars/Olympus' } },
  { label: 'changes', operation: 'tasks.changes', input: { limit: 500 } },
  { label: 'changes with an invalid cursor', operation: 'tasks.changes', input: { since: 'x' } },
  { label: 'watch', operation: 'tasks.watch' },
  {
    label: 'watch after a cursor',
    operation: 'tasks.watch',
    input: ({ read }) => ({ lastEventId: read('changes.nextCursor') }),
  },
  { label: 'watch after an invalid cursor', operation: 'tasks.watch', input: { lastEventId: 'x' } },
  { label: 'exported', operation: 'tasks.export', input: { format: 'csv' } },
  { label: 'export with an invalid format', operation: 'tasks.export', input: { format: 'xml' } },
  { label: 'remove', operation: 'tasks.remove', input: task() },
  { label: 'remove again', operation: 'tasks.remove', input: task() },
  { label: 'trash', operation: 'tasks.list', input: { trashed: true } },
  { label: 'restored', operation: 'tasks.restore', input: task() },
  { label: 'restore again', operation: 'tasks.restore', input: task() },
  { label: 'purge untrashed', operation: 'tasks.purge', input: task() },
  { label: 'remove before purge', operation: 'tasks.remove', input: task() },
  { label: 'purge', operation: 'tasks.purge', input: task() },
]

const finalCalls: readonly RecordedCall[] = [
  { label: 'export account', operation: 'auth.exportMe' },
  {
    label: 'changed',
    operation: 'auth.changePassword',
    input: { currentPassword: testPassword, newPassword: 'another password' },
  },
  { label: 'after the change', operation: 'auth.me' },
  {
    label: 'delete with the wrong password',
    operation: 'auth.deleteMe',
    input: { password: testPassword },
    as: 'changed',
  },
  {
    label: 'last',
    operation: 'auth.signin',
    input: ({ email }) => ({ email, password: 'another password' }),
    as: 'none',
  },
  { label: 'sign out', operation: 'auth.signout', as: 'last' },
  { label: 'after signing out', operation: 'tasks.list', as: 'last' },
  { label: 'delete', operation: 'auth.deleteMe', input: { password: 'another password' }, as: 'changed' },
  { label: 'after deletion', operation: 'auth.me', as: 'changed' },
  { label: 'health', operation: 'system.health', as: 'none' },
  { label: 'live', operation: 'system.live', as: 'none' },
  { label: 'ready', operation: 'system.ready', as: 'none' },
  { label: 'health with a field', operation: 'system.health', input: { nonsense: 'x' }, as: 'none' },
]

/** Successes and failures of every operation, in order, as one user. */
export const recordedCalls: readonly RecordedCall[] = [...accounts, ...identities, ...links, ...tasks, ...finalCalls]
