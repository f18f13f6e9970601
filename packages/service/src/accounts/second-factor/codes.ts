import { inTransaction } from '@taskpact/engine'
import type { Context } from '../../context.js'
import type { Enqueue } from '../../mail/outbox.js'
import { ServiceError } from '../../service-error.js'
import type { Audit, AuditEvent } from '../audit.js'
import { fieldFailure, type UserRow } from '../current-user.js'
import type { Encryption } from '../encryption.js'
import type { PasswordLimiter } from '../password-limiter.js'
import { lockUserById } from '../user-queries.js'
import type { LimitCodes } from './daily-code-limiter.js'
import { countRecoveryCodes, useRecoveryCode } from './recovery-codes.js'
import { stepOfCode } from './totp.js'
import { findTotp, setTotpSecret, type TotpRow, useTotpStep } from './totp-queries.js'

/** A code of an authenticator app or a recovery code. */
export interface GivenCode {
  readonly code?: string | undefined
  readonly recoveryCode?: string | undefined
}

export interface CodeUse {
  readonly userId: string
  /** A session or a device of the user, which has a limit of its own. Must be authentic. */
  readonly knownClient: string | undefined
  /** Recorded if the code is wrong. */
  readonly failure: AuditEvent['kind']
  /** Throws if the user or the ticket does not allow the operation. Called with the locked user and its authenticator app, before the code is compared. */
  accept(user: UserRow | undefined, totp: TotpRow | undefined): void
}

export interface Codes {
  /**
   * Uses a code of a user, once, and runs its effect in the same transaction, in which the user is locked. A wrong code is counted and
   * recorded, and throws `invalid_code`.
   */
  use<T>(
    given: GivenCode,
    ctx: Context,
    use: CodeUse,
    effect: (user: UserRow, totp: TotpRow, tx: Context) => Promise<T>,
  ): Promise<T>
}

export interface CodeDependencies {
  readonly limiter: PasswordLimiter
  /** For clients that are not known. */
  readonly limitCodes: LimitCodes
  readonly totpSecrets: Encryption
  /** Undefined: the server sends no mail. */
  readonly enqueue: Enqueue | undefined
  readonly audit: Audit
  /** Called if no key decrypts the secret of a user. */
  readonly onUnreadableSecret: (userId: string) => void
}

/** Creates the verifier of codes. */
export function createCodes({
  limiter,
  limitCodes,
  totpSecrets,
  enqueue,
  audit,
  onUnreadableSecret,
}: CodeDependencies): Codes {
  return {
    async use(given, ctx, { userId, knownClient, failure, accept }, effect) {
      const isRight = toCheck(given)
      let result: { readonly value: Awaited<ReturnType<typeof effect>> } | undefined
      const verify = async () => {
        result = await inTransaction(ctx, async (tx) => {
          const [user] = await lockUserById(tx.db, { id: userId })
          const totp = user && (await findTotp(userId, tx.db))
          accept(user, totp)
          if (!user || !totp || !(await isRight(user, totp, tx))) return undefined
          return { value: await effect(user, totp, tx) }
        })
        return result !== undefined
      }
      // A key of its own, so that a right password does not reset the number of wrong codes.
      const check = () => limiter.check(`${userId} code`, ctx.client.ip, verify, knownClient && `code ${knownClient}`)
      await (knownClient === undefined ? limitCodes(userId, check) : check())
      if (result) return result.value
      await audit(ctx, failure, userId, ctx.caller?.sessionId)
      throw invalidCode()
    },
  }

  function toCheck({ code, recoveryCode }: GivenCode) {
    if (code !== undefined && recoveryCode !== undefined)
      throw fieldFailure('invalid_input', '/recoveryCode', 'exclusive', 'Send either a code or a recovery code.')
    if (code !== undefined) return (user: UserRow, totp: TotpRow, tx: Context) => isCurrent(code, user, totp, tx)
    if (recoveryCode === undefined) throw fieldFailure('invalid_input', '/code', 'required', 'Required.')
    return (user: UserRow, _totp: TotpRow, tx: Context) => isUnused(recoveryCode, user, tx)
  }

  async function isCurrent(code: string, { id }: UserRow, totp: TotpRow, { db, now }: Context): Promise<boolean> {
    const decrypted = totpSecrets.decrypt(totp.secret, id)
    if (!decrypted) {
      onUnreadableSecret(id)
      return false
    }
    const step = stepOfCode(code, decrypted.text, now())
    if (step === undefined || (await useTotpStep(db, { userId: id, step })).length === 0) return false
    if (decrypted.isOutdated) await setTotpSecret(db, { userId: id, secret: totpSecrets.encrypt(decrypted.text, id) })
    return true
  }

  async function isUnused(recoveryCode: string, { id, email }: UserRow, tx: Context): Promise<boolean> {
    if (!(await useRecoveryCode(id, recoveryCode, tx.db))) return false
    await audit(tx, 'recovery_code_used', id, tx.caller?.sessionId)
    if (enqueue && email !== null) {
      const detail = String(await countRecoveryCodes(id, tx.db))
      await enqueue({ userId: id, kind: 'recovery_code_used', recipient: email, detail }, tx)
    }
    return true
  }
}

export function invalidCode(): ServiceError {
  return new ServiceError('invalid_code', 'The code is wrong, has expired or was used before.')
}
