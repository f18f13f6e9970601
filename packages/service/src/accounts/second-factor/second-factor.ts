import type { Contract, SecondFactor } from '@taskpact/contract'
import type { Database } from '@taskpact/db'
import { inTransaction } from '@taskpact/engine'
import type { Context, Service, UserContext } from '../../context.js'
import type { Enqueue } from '../../mail/outbox.js'
import type { MailKind } from '../../mail/templates.js'
import { ServiceError } from '../../service-error.js'
import { invalidToken } from '../access-token.js'
import type { Audit } from '../audit.js'
import type { ConfirmUser } from '../confirm-user.js'
import type { UserRow } from '../current-user.js'
import type { Encryption } from '../encryption.js'
import { deleteRecoveryCodes } from '../remove-factors.js'
import { confirmSession } from '../session-queries.js'
import { forgetUserDevices, lockUser } from '../user-queries.js'
import type { Codes } from './codes.js'
import { countRecoveryCodes, replaceRecoveryCodes } from './recovery-codes.js'
import { newTotpSecret, totpUri } from './totp.js'
import { deleteEnabledTotp, enableTotp, findTotp, hasSecondFactor, putTotp } from './totp-queries.js'

interface SecondFactorDependencies {
  readonly confirmUser: ConfirmUser
  readonly codes: Codes
  readonly totpSecrets: Encryption
  /** Undefined: the server sends no mail. */
  readonly enqueue: Enqueue | undefined
  readonly audit: Audit
}

/** Creates the handlers that set up a second factor. */
export function createSecondFactor({
  confirmUser,
  codes,
  totpSecrets,
  enqueue,
  audit,
}: SecondFactorDependencies): Service<Contract>['auth']['secondFactor'] {
  return {
    get: (_input, { caller, db }) => readSecondFactor(caller.userId, db),

    async begin({ password }, ctx) {
      // The user of another issuer signs in there, and could not step up here.
      if (ctx.caller.sessionId === undefined) throw withoutSession()
      return changeFactor(password, ctx, async (user, tx) => {
        const secret = newTotpSecret()
        const encrypted = totpSecrets.encrypt(secret, user.id)
        const row = { userId: user.id, secret: encrypted, createdAt: tx.now().toISOString() }
        if ((await putTotp(tx.db, row)).length === 0) throw alreadyEnabled()
        return { secret, uri: totpUri(secret, user.email ?? user.id) }
      })
    },

    async enable({ code }, ctx) {
      const { userId, sessionId } = ctx.caller
      if (sessionId === undefined) throw withoutSession()
      const use = {
        userId,
        knownClient: `session ${userId} ${sessionId}`,
        failure: 'second_factor_change_failed',
        accept(_user: unknown, totp: { readonly enabledAt: string | null } | undefined) {
          if (!totp) throw new ServiceError('conflict', 'Call `auth.secondFactor.begin` first.')
          if (totp.enabledAt !== null) throw alreadyEnabled()
        },
      } as const
      return codes.use({ code }, ctx, use, async (user, _totp, tx) => {
        const now = tx.now().toISOString()
        await enableTotp(tx.db, { userId, now })
        const recoveryCodes = await replaceRecoveryCodes(userId, tx.db)
        await forgetUserDevices(tx.db, { id: userId, now })
        if ((await confirmSession(tx.db, { userId, sessionId, now })).length === 0) throw invalidToken()
        await audit(tx, 'second_factor_enabled', userId, sessionId)
        await notify(user, 'second_factor_enabled', tx)
        return { recoveryCodes }
      })
    },

    disable: ({ password }, ctx) =>
      changeFactor(password, ctx, async (user, tx) => {
        if ((await deleteEnabledTotp(tx.db, { userId: user.id })).length === 0) throw notEnabled()
        await deleteRecoveryCodes(tx.db, { userId: user.id })
        await forgetUserDevices(tx.db, { id: user.id, now: tx.now().toISOString() })
        await audit(tx, 'second_factor_disabled', user.id, ctx.caller.sessionId)
        await notify(user, 'second_factor_disabled', tx)
        return undefined
      }),

    replaceRecoveryCodes: ({ password }, ctx) =>
      changeFactor(password, ctx, async (user, tx) => {
        if (!(await hasSecondFactor(user.id, tx.db))) throw notEnabled()
        const recoveryCodes = await replaceRecoveryCodes(user.id, tx.db)
        await audit(tx, 'recovery_codes_replaced', user.id, ctx.caller.sessionId)
        await notify(user, 'recovery_codes_replaced', tx)
        return { recoveryCodes }
      }),

    forgetDevices: ({ password }, ctx) =>
      changeFactor(password, ctx, async (user, tx) => {
        await forgetUserDevices(tx.db, { id: user.id, now: tx.now().toISOString() })
        await audit(tx, 'devices_forgotten', user.id, ctx.caller.sessionId)
        return undefined
      }),
  }

  /** Runs a change that the user confirms, in a transaction in which the user is locked. */
  async function changeFactor<T>(
    password: string | undefined,
    ctx: UserContext,
    change: (user: UserRow, tx: Context) => Promise<T>,
  ): Promise<T> {
    const { id, passwordHash } = await confirmUser(password, ctx, factorChange)
    return inTransaction(ctx, async (tx) => {
      // Locks the user, so that the password cannot change, nor the user be deleted, between the check and its effect.
      const [user] = await lockUser(tx.db, { id, passwordHash })
      if (!user) throw invalidToken()
      return change(user, tx)
    })
  }

  async function notify({ id, email }: UserRow, kind: MailKind, tx: Context): Promise<void> {
    if (enqueue && email !== null) await enqueue({ userId: id, kind, recipient: email }, tx)
  }
}

/** Returns what the API shows of the second factor of a user. */
export async function readSecondFactor(userId: string, db: Database): Promise<SecondFactor> {
  const totp = await findTotp(userId, db)
  if (!totp || totp.enabledAt === null) return { totp: null, recoveryCodesLeft: 0 }
  return { totp: { enabledAt: totp.enabledAt }, recoveryCodesLeft: await countRecoveryCodes(userId, db) }
}

const factorChange = { pointer: '/password', event: 'second_factor_change_failed' } as const

function alreadyEnabled(): ServiceError {
  return new ServiceError('conflict', 'A second factor is enabled already. Disable it first.')
}

function notEnabled(): ServiceError {
  return new ServiceError('conflict', 'No second factor is enabled.')
}

/** Returns the error of an operation that needs a session of this service. */
export function withoutSession(): ServiceError {
  return new ServiceError('forbidden', 'The token of an external issuer has no session here.')
}
