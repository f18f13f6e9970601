import type { SignedIn } from '@taskpact/contract'
import { newId } from '@taskpact/engine'
import type { Context } from '../context.js'
import { ServiceError } from '../service-error.js'
import type { Audit } from './audit.js'
import type { UserRow } from './current-user.js'
import type { Device, DeviceTokens, DeviceUser } from './device-token.js'
import { accessState } from './oauth/access-state.js'
import { countRecoveryCodes } from './second-factor/recovery-codes.js'
import { contentOfTicket, type SignInTickets } from './second-factor/sign-in-ticket.js'
import { findTotp } from './second-factor/totp-queries.js'
import type { Sessions } from './sessions.js'

/**
 * What the user has proved. After a first factor alone, such as a password, a link or an identity provider, an account with a second factor
 * needs that as well, unless the device is remembered. A passkey is both.
 */
export type Proof = 'first_factor' | 'second_factor' | 'passkey'

export interface SignInOptions {
  /** Whether the transport stores the refresh token. */
  readonly usesTokenStore: boolean
  /** The device, if it is known. */
  readonly device: Device | undefined
  readonly proof: Proof
  /** Whether sign-ins from this device need no second factor for a while. Default: false. */
  readonly rememberDevice?: boolean
}

/** The error for a user who must pass the second factor first. `toSignedIn` throws it. */
interface SecondFactorRequired {
  readonly secondFactorRequired: ServiceError
}

export type SignInResult = { readonly signedIn: SignedIn } | SecondFactorRequired

/** A user who has signed in without a session. */
export interface AuthenticatedUser {
  readonly userId: string
  /** The sign-in is valid until this changes. */
  readonly accessState: string
}

/** What a step of a sign-in has proved. */
export type Proved = Pick<SignInOptions, 'device' | 'proof' | 'rememberDevice'>

/** Completes a sign-in whose user has proved something, in the transaction in which the user is locked. */
export type CompleteSignIn<T> = (user: UserRow, tx: Context, proved: Proved) => Promise<T>

export interface SignIn {
  /** Returns the device of a device token in the input or in its store, if that is one of the user. */
  deviceOf(token: string | undefined, user: UserRow | undefined, ctx: Context): Device | undefined
  /**
   * Starts a session of a user, who must be locked in the transaction of `ctx`. If the user must pass the second factor first, starts none
   * and returns the error with a ticket.
   */
  complete(user: UserRow, ctx: Context, options: SignInOptions): Promise<SignInResult>
  /** Like `complete`, without a session: for a page on which the user decides about an app. */
  authenticate(user: UserRow, ctx: Context, proved: Proved): Promise<AuthenticatedUser | SecondFactorRequired>
  /** Adds a new device token to the response or, if the transport stores the refresh token, to that store. */
  withDeviceToken(signedIn: SignedIn, user: DeviceUser, device: Device | undefined, ctx: Context): SignedIn
}

/** Creates the last step of every sign-in. */
export function createSignIn(sessions: Sessions, devices: DeviceTokens, tickets: SignInTickets, audit: Audit): SignIn {
  const signIn: SignIn = {
    deviceOf: (token, user, ctx) => devices.deviceOf(token ?? ctx.deviceToken?.get(), user, ctx.now()),

    async authenticate(user, ctx, proved) {
      const secondFactorRequired = await missingFactor(user, ctx, proved)
      if (secondFactorRequired) return { secondFactorRequired }
      await audit(ctx, 'signed_in', user.id)
      return { userId: user.id, accessState: accessState(user) }
    },

    async complete(user, ctx, { usesTokenStore, device, proof, rememberDevice = false }) {
      const secondFactorRequired = await missingFactor(user, ctx, { device, proof })
      if (secondFactorRequired) return { secondFactorRequired }
      const isConfirmed = proof !== 'first_factor'
      const { signedIn, sessionId } = await sessions.open(user, ctx, { usesTokenStore, isConfirmed })
      await audit(ctx, 'signed_in', user.id, sessionId)
      const used = rememberDevice ? { id: device?.id ?? newId(), rememberedAt: ctx.now().getTime() } : device
      return { signedIn: signIn.withDeviceToken(signedIn, user, used, ctx) }
    },

    withDeviceToken(signedIn, user, device, { deviceToken: store, now, afterCommit }) {
      const { token, expiresAt } = devices.issue(user, device ?? { id: newId() }, now())
      if (signedIn.refreshToken !== undefined) return { ...signedIn, deviceToken: token }
      afterCommit(() => store?.set(token, expiresAt))
      return signedIn
    },
  }
  return signIn

  /** Returns the error of a sign-in that needs a second factor, or undefined. */
  async function missingFactor(
    user: UserRow,
    { db, now }: Context,
    { proof, device }: Proved,
  ): Promise<ServiceError | undefined> {
    if (proof !== 'first_factor' || device?.rememberedAt !== undefined) return undefined
    const totp = await findTotp(user.id, db)
    if (!totp || totp.enabledAt === null) return undefined
    const hasRecoveryCode = (await countRecoveryCodes(user.id, db)) > 0
    const factors = hasRecoveryCode ? ['totp', 'recovery_code'] : ['totp']
    const ticket = tickets.issue(contentOfTicket(user, totp), now())
    return new ServiceError('second_factor_required', 'Send a code of your second factor to complete the sign-in.', {
      facts: { ticket, factors },
    })
  }
}

/**
 * Returns the session of a sign-in, or throws `second_factor_required`. Call it after the commit: what proved the first factor, such as a
 * link, stays used, because the ticket replaces it.
 */
export function toSignedIn(result: SignInResult): SignedIn {
  return withoutMissingFactor(result).signedIn
}

/** Returns the result of a sign-in, or throws `second_factor_required`. Call it after the commit, as `toSignedIn`. */
export function withoutMissingFactor<T extends object>(result: T | SecondFactorRequired): T {
  if ('secondFactorRequired' in result) throw result.secondFactorRequired
  return result
}
