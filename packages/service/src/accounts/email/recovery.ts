import type { Contract } from '@taskpact/contract'
import { inTransaction } from '@taskpact/engine'
import type { Context, Service } from '../../context.js'
import type { Enqueue } from '../../mail/outbox.js'
import { ServiceError } from '../../service-error.js'
import { invalidToken } from '../access-token.js'
import type { Audit } from '../audit.js'
import type { ConfirmUser } from '../confirm-user.js'
import { fieldFailure, isEmailVerified, isLocal, type UserRow } from '../current-user.js'
import { claimEmail, deleteEmail } from '../email-queries.js'
import type { EndAccess } from '../end-access.js'
import type { Passwords } from '../password.js'
import type { CheckNewPassword } from '../password-rules.js'
import type { RemoveFactors } from '../remove-factors.js'
import { sha256 } from '../sha256.js'
import { type SignIn, toSignedIn } from '../sign-in.js'
import { lockUser, setUserEmail, setUserPassword, verifyUserEmail } from '../user-queries.js'
import { deleteEmailTokens, deleteLaterUndoTokens } from './email-token-queries.js'
import { invalidLink, type Links } from './links.js'
import type { MailLimiter } from './mail-limiter.js'
import { createRequestMail, noMail } from './request-mail.js'
import type { SignInWithLink } from './sign-in-with-link.js'
import { requireCurrent, type UseLink } from './use-link.js'

type Recovery = Pick<
  Service<Contract>['auth'],
  | 'verifyEmail'
  | 'resendVerification'
  | 'requestPasswordReset'
  | 'resetPassword'
  | 'changeEmail'
  | 'confirmEmail'
  | 'undoEmailChange'
  | 'requestSignInLink'
  | 'signInWithLink'
>

interface RecoveryDependencies {
  /** Undefined: the server sends no mail. */
  readonly links: Links | undefined
  readonly useLink: UseLink
  readonly enqueue: Enqueue
  readonly mailLimiter: MailLimiter
  readonly passwords: Passwords
  readonly checkNewPassword: CheckNewPassword
  readonly confirmUser: ConfirmUser
  readonly endAccess: EndAccess
  readonly removeFactors: RemoveFactors
  readonly signIn: SignIn
  readonly signInWithLink: SignInWithLink
  readonly audit: Audit
}

/** Creates the handlers of the operations by links in mails. */
export function createRecovery(dependencies: RecoveryDependencies): Recovery {
  const { links, useLink, enqueue, mailLimiter, passwords, checkNewPassword, confirmUser } = dependencies
  const { endAccess, removeFactors, signIn, signInWithLink, audit } = dependencies

  return {
    resendVerification: createRequestMail(
      { kind: 'verify_email', event: undefined, isFor: (user) => !isEmailVerified(user) },
      links,
      mailLimiter,
      audit,
    ),
    requestPasswordReset: createRequestMail(
      { kind: 'reset_password', event: 'password_reset_requested', isFor: isLocal },
      links,
      mailLimiter,
      audit,
    ),
    requestSignInLink: createRequestMail(
      { kind: 'sign_in_link', event: 'sign_in_link_requested', isFor: isLocal },
      links,
      mailLimiter,
      audit,
    ),

    verifyEmail: ({ token }, ctx) =>
      useLink(token, 'verify_email', ctx, async (user, used, tx) => {
        requireCurrent(user, used)
        await verifyUserEmail(tx.db, { id: user.id, now: tx.now().toISOString() })
        await audit(tx, 'email_verified', user.id)
        return undefined
      }),

    async resetPassword({ token, newPassword }, ctx) {
      if (!links) throw invalidLink()
      const { email } = await links.find(token, 'reset_password', ctx)
      checkNewPassword(newPassword, email, 'newPassword')
      const passwordHash = await passwords.hash(newPassword)
      return useLink(token, 'reset_password', ctx, async (user, taken, tx) => {
        requireCurrent(user, taken)
        await setUserPassword(tx.db, { id: user.id, passwordHash })
        // The address may have been registered by a stranger, who must keep no access.
        if (!isEmailVerified(user)) await removeFactors(user.id, undefined, tx)
        await verifyUserEmail(tx.db, { id: user.id, now: tx.now().toISOString() })
        await deleteEmailTokens(tx.db, { userId: user.id })
        await endAccess(user.id, tx)
        await enqueue({ userId: user.id, kind: 'password_changed', recipient: taken.email }, tx)
        await audit(tx, 'password_reset', user.id)
        return undefined
      })
    },

    async changeEmail({ email, password }, ctx) {
      const sent = mailLinks()
      const user = await confirmUser(password, ctx, emailChange)
      if (!isLocal(user))
        throw new ServiceError('conflict', 'The e-mail address follows the external issuer. Change it there.')
      if (user.email === email) throw new ServiceError('conflict', 'The account has this e-mail address already.')
      await mailLimiter.consume('confirm_email', email)
      return inTransaction(ctx, async (tx) => {
        // Locks the user, so that the password cannot change between the check and its effect.
        const [locked] = await lockUser(tx.db, { id: user.id, passwordHash: user.passwordHash })
        if (!locked) throw invalidToken()
        await sent.send({ userId: user.id, kind: 'confirm_email', email }, tx)
        await audit(tx, 'email_change_requested', user.id, ctx.caller.sessionId)
        return undefined
      })
    },

    confirmEmail: ({ token }, ctx) =>
      useLink(token, 'confirm_email', ctx, async (user, { email }, tx) => {
        const previous = user.email
        const isNew = previous !== null && previous !== email
        if (isNew) {
          const subject = sha256(previous)
          // Before the new address is verified: so the undo can compare the two times.
          await mailLinks().send(
            { userId: user.id, kind: 'email_changed', email: previous, subject, detail: email },
            tx,
          )
        }
        await moveTo(user, email, tx)
        // Reserved for the user, so that the change can be undone.
        if (isNew) await claimEmail(tx.db, { email: previous, owner: user.id })
        await audit(tx, 'email_changed', user.id)
        return undefined
      }),

    undoEmailChange: ({ token }, ctx) =>
      useLink(token, 'undo_email_change', ctx, async (user, { email, createdAt }, tx) => {
        await moveTo(user, email, tx)
        if (user.email !== null && user.email !== email) await deleteEmail(tx.db, { email: user.email, owner: user.id })
        for (const later of await deleteLaterUndoTokens(tx.db, { userId: user.id, since: createdAt }))
          if (later.email !== email) await deleteEmail(tx.db, { email: later.email, owner: user.id })
        await deleteEmailTokens(tx.db, { userId: user.id })
        // The person who changed the address may know the password.
        await setUserPassword(tx.db, { id: user.id, passwordHash: null })
        // Without a verified address, the same person may have signed up, and have added factors before the change.
        const wasVerified = user.emailVerifiedAt !== null && user.emailVerifiedAt < createdAt
        await removeFactors(user.id, wasVerified ? createdAt : undefined, tx)
        await endAccess(user.id, tx)
        await mailLinks().send({ userId: user.id, kind: 'reset_password', email }, tx)
        await audit(tx, 'email_change_undone', user.id)
        return undefined
      }),

    async signInWithLink({ session, ...given }, ctx) {
      const usesTokenStore = session === 'cookie'
      const result = await signInWithLink(given, ctx, (user, tx, proved) =>
        signIn.complete(user, tx, { ...proved, usesTokenStore }),
      )
      return toSignedIn(result)
    },
  }

  function mailLinks(): Links {
    if (!links) throw noMail()
    return links
  }

  /** Sets an address that the user has proved to own. */
  async function moveTo(user: UserRow, email: string, { db, now }: Context): Promise<void> {
    if (user.email !== email && !(await claimEmail(db, { email, owner: user.id })))
      throw fieldFailure('email_taken', '/token', 'taken', 'Another account has this e-mail address.')
    await setUserEmail(db, { id: user.id, email })
    await verifyUserEmail(db, { id: user.id, now: now().toISOString() })
  }
}

const emailChange = { pointer: '/password', event: 'email_change_failed' } as const
