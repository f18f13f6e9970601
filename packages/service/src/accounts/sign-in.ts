import type { SignedIn } from '@taskpact/contract'
import { newId } from '@taskpact/engine'
import type { Context } from '../context.js'
import type { Audit } from './audit.js'
import type { UserRow } from './current-user.js'
import type { DeviceTokens } from './device-token.js'
import type { Sessions } from './sessions.js'

export interface SignInOptions {
  /** Whether the transport stores the refresh token. */
  readonly usesTokenStore: boolean
  /** The device, if it is known. */
  readonly device: string | undefined
  /** Whether the user has confirmed the sign-in by a second factor or a passkey. Default: false. */
  readonly isConfirmed?: boolean
}

export interface SignIn {
  /** Returns the device of a device token in the input or in its store, if that is one of the user. */
  deviceOf(token: string | undefined, user: UserRow | undefined, ctx: Context): string | undefined
  /** Starts a session of a user who has proved to be that user. */
  complete(user: UserRow, ctx: Context, options: SignInOptions): Promise<SignedIn>
  /** Adds a new device token to the response or, if the transport stores the refresh token, to that store. */
  withDeviceToken(
    signedIn: SignedIn,
    user: Pick<UserRow, 'id' | 'passwordHash'>,
    device: string | undefined,
    ctx: Context,
  ): SignedIn
}

/** Creates the last step of every sign-in. */
export function createSignIn(sessions: Sessions, devices: DeviceTokens, audit: Audit): SignIn {
  const signIn: SignIn = {
    deviceOf: (token, user, ctx) => devices.deviceOf(token ?? ctx.deviceToken?.get(), user, ctx.now()),
    async complete(user, ctx, { usesTokenStore, device, isConfirmed = false }) {
      const { signedIn, sessionId } = await sessions.open(user, ctx, { usesTokenStore, isConfirmed })
      await audit(ctx, 'signed_in', user.id, sessionId)
      return signIn.withDeviceToken(signedIn, user, device, ctx)
    },
    withDeviceToken(signedIn, user, device, { deviceToken: store, now, afterCommit }) {
      const { token, expiresAt } = devices.issue(user, device ?? newId(), now())
      if (signedIn.refreshToken !== undefined) return { ...signedIn, deviceToken: token }
      afterCommit(() => store?.set(token, expiresAt))
      return signedIn
    },
  }
  return signIn
}
