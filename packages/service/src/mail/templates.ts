import { linkLifetimes } from '@taskpact/contract'
import { type AnnouncedApp, appAuthorized } from './app-authorized.js'

/** What a template gets. */
interface Values {
  /** The URL of the link, with its token. Empty for mails without one. */
  readonly link: string
  /** The code. Empty for mails without one. */
  readonly code: string
  /** What happened, depending on the kind. JSON of an `AnnouncedApp` for `app_authorized`. */
  readonly detail: string
}

/** The content of a mail: a subject, paragraphs of plain text, and at most one link. */
export interface Content {
  readonly subject: string
  readonly before: readonly string[]
  readonly action?: { readonly label: string; readonly url: string }
  readonly after: readonly string[]
}

const notYou = 'If this was not you, reset your password at once: that ends all sessions.'
const notYouAdded = (what: string) =>
  `If this was not you, remove ${what} in the settings of your account, then reset your password: that ends all sessions.`
const ignore = 'If you did not ask for this, ignore this mail: nothing changes.'
const duration = (seconds: number) =>
  seconds < 3600 ? `${seconds / 60} minutes` : seconds === 3600 ? 'one hour' : `${seconds / 3600} hours`

const withLink = (
  subject: string,
  why: string,
  label: string,
  lifetime: number,
  after = ignore,
): ((values: Values) => Content) => {
  return ({ link, detail }) => ({
    subject,
    before: [why.replace('{detail}', () => detail)],
    action: { label, url: link },
    after: [`The link can be used once, within ${duration(lifetime)}.`, after],
  })
}

const notice = (subject: string, what: string, after = notYou): ((values: Values) => Content) => {
  return ({ detail }) => ({ subject, before: [what.replace('{detail}', () => detail)], after: [after] })
}

/** The mails of this service, by kind. */
export const templates = {
  verify_email: withLink(
    'Verify your e-mail address',
    'This e-mail address was used to sign up for Taskpact.',
    'Verify the address',
    linkLifetimes.verifyEmail,
  ),
  sign_up_attempt: ({ link }: Values): Content => ({
    subject: 'You already have an account',
    before: ['This e-mail address was used to sign up for Taskpact again, but it already has an account.'],
    action: { label: 'Sign in', url: link },
    after: ['If you forgot the password, reset it there. If this was not you, ignore this mail: nothing changes.'],
  }),
  reset_password: withLink(
    'Reset your password',
    'You asked to reset the password of your Taskpact account.',
    'Choose a new password',
    linkLifetimes.resetPassword,
  ),
  sign_in_link: withLink(
    'Sign in to Taskpact',
    'You asked for a link to sign in to Taskpact.',
    'Sign in',
    linkLifetimes.signIn,
  ),
  sign_in_code: ({ code, detail }: Values): Content => ({
    subject: 'Your code to sign in to Taskpact',
    before: ['You asked for a code to sign in to Taskpact:', `${code.slice(0, 4)} ${code.slice(4)}`],
    after: [
      `Enter it on the page of ${detail} that asks for it, and nowhere else: it gives access to your account.`,
      `The code can be used once, within ${duration(linkLifetimes.signIn)}.`,
      ignore,
    ],
  }),
  confirm_email: withLink(
    'Confirm your new e-mail address',
    'You asked to use this e-mail address for your Taskpact account.',
    'Confirm the address',
    linkLifetimes.confirmEmail,
  ),
  email_changed: withLink(
    'Your e-mail address was changed',
    'The e-mail address of your Taskpact account is now {detail}.',
    'Undo the change',
    linkLifetimes.undoEmailChange,
    'If you made this change, you need not do anything.',
  ),
  password_changed: notice('Your password was changed', 'The password of your Taskpact account was changed.'),
  second_factor_enabled: notice(
    'Second factor enabled',
    'Sign-ins to your Taskpact account now need a code of an app.',
  ),
  second_factor_disabled: notice(
    'Second factor disabled',
    'Sign-ins to your Taskpact account no longer need a code of an app.',
  ),
  recovery_code_used: notice(
    'Recovery code used',
    'A recovery code of your Taskpact account was used. {detail} are left.',
  ),
  recovery_codes_replaced: notice('New recovery codes', 'The recovery codes of your Taskpact account were replaced.'),
  passkey_added: notice(
    'Passkey added',
    'A passkey was added to your Taskpact account: {detail}.',
    notYouAdded('the passkey'),
  ),
  passkey_removed: notice('Passkey removed', 'A passkey of your Taskpact account was removed: {detail}.'),
  identity_linked: notice(
    'Identity provider linked',
    'You can now sign in to your Taskpact account with {detail}.',
    notYouAdded('the identity'),
  ),
  identity_unlinked: notice(
    'Identity provider unlinked',
    'You can no longer sign in to your Taskpact account with {detail}.',
  ),
  app_authorized: ({ detail }: Values): Content => appAuthorized(JSON.parse(detail) as AnnouncedApp),
} as const satisfies Readonly<Record<string, (values: Values) => Content>>

export type MailKind = keyof typeof templates
