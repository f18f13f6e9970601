import { createHmac, timingSafeEqual } from 'node:crypto'
import { secondFactorLimits } from '@taskpact/contract'
import * as z from 'zod'

/** The part of a user that a device token depends on. */
export interface DeviceUser {
  readonly id: string
  readonly passwordHash: string | null
  /** Devices that were remembered before are forgotten. */
  readonly devicesForgottenAt: string | null
}

/** A device that has signed in to the account of a user. */
export interface Device {
  readonly id: string
  /** When the user passed a second factor on it, in milliseconds since 1970. Undefined: it is not remembered. */
  readonly rememberedAt?: number | undefined
}

export interface DeviceTokens {
  /** Returns a token that shows that a device has signed in to the account of a user, and its expiry. */
  issue(user: DeviceUser, device: Device, now: Date): { token: string; expiresAt: Date }
  /**
   * Returns the device of a valid token of this user, or undefined. A password change invalidates all tokens, so that someone who knew
   * the old password cannot use tokens to guess the new one. Does the same work without a user.
   */
  deviceOf(token: string | undefined, user: DeviceUser | undefined, now: Date): Device | undefined
}

const day = 24 * 60 * 60 * 1000
/** Milliseconds for which a token is valid. */
const lifetime = 365 * day
/** Milliseconds for which a device is remembered. */
const rememberedFor = secondFactorLimits.rememberedDays * day
/** Maximum length of a token in characters, which bounds the work for a forged one. */
const maxLength = 1000

/** When the device was remembered, and `devicesForgottenAt` at that time. */
const Remembered = z.tuple([z.int(), z.int()])
const Content = z.tuple([z.string(), z.uuid(), z.int(), Remembered.optional()])

/** Creates device tokens, of the form `device.mac`. The first secret signs; the others are previous ones and only verify. */
export function createDeviceTokens(secrets: readonly string[]): DeviceTokens {
  const keys = secrets.map((secret) => createHmac('sha256', secret).update('taskpact device token').digest())
  const [key] = keys as [Buffer]

  function macOf(key: Buffer, content: string, passwordHash: string | null | undefined): Buffer {
    return createHmac('sha256', key)
      .update(`${content}.${passwordHash ?? ''}`)
      .digest()
  }

  return {
    issue(user, { id, rememberedAt }, now) {
      const expiresAt = new Date(now.getTime() + lifetime)
      const remembered = rememberedAt === undefined ? [] : [[rememberedAt, lastForgotten(user)]]
      const fields = [user.id, id, expiresAt.getTime(), ...remembered]
      const content = Buffer.from(JSON.stringify(fields)).toString('base64url')
      return { token: `${content}.${macOf(key, content, user.passwordHash).toString('base64url')}`, expiresAt }
    },

    deviceOf(token, user, now) {
      if (token === undefined || token.length > maxLength) return undefined
      const [content = '', mac = ''] = token.split('.')
      const given = Buffer.from(mac, 'base64url')
      const isAuthentic = keys
        .map((key) => macOf(key, content, user?.passwordHash))
        .some((expected) => given.length === expected.length && timingSafeEqual(given, expected))
      if (!isAuthentic || !user || token !== `${content}.${given.toString('base64url')}`) return undefined
      const fields = Content.parse(JSON.parse(Buffer.from(content, 'base64url').toString()))
      const [userId, id, expiresAt, [rememberedAt, forgottenAt] = []] = fields
      if (userId !== user.id || expiresAt <= now.getTime()) return undefined
      const isRemembered =
        rememberedAt !== undefined &&
        forgottenAt === lastForgotten(user) &&
        now.getTime() - rememberedAt < rememberedFor
      return isRemembered ? { id, rememberedAt } : { id }
    },
  }
}

/** Compared for equality, so that clocks which differ cannot remember a device after it was forgotten. */
function lastForgotten({ devicesForgottenAt }: DeviceUser): number {
  return devicesForgottenAt === null ? 0 : Date.parse(devicesForgottenAt)
}
