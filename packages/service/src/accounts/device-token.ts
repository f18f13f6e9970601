import { createHmac, timingSafeEqual } from 'node:crypto'
import * as z from 'zod'

/** The part of a user that a device token depends on. */
interface DeviceUser {
  readonly id: string
  readonly passwordHash: string | null
}

export interface DeviceTokens {
  /** Returns a token that shows that a device has signed in to the account of a user, and its expiry. */
  issue(user: DeviceUser, deviceId: string, now: Date): { token: string; expiresAt: Date }
  /**
   * Returns the device of a valid token of this user, or undefined. A password change invalidates all tokens, so that someone who knew
   * the old password cannot use tokens to guess the new one. Does the same work without a user.
   */
  deviceOf(token: string | undefined, user: DeviceUser | undefined, now: Date): string | undefined
}

/** Milliseconds for which a token is valid. */
const lifetime = 365 * 24 * 60 * 60 * 1000
/** Maximum length of a token in characters, which bounds the work for a forged one. */
const maxLength = 1000

const Device = z.tuple([z.string(), z.uuid(), z.int()])

/** Creates device tokens, of the form `device.mac`. The first secret signs; the others are previous ones and only verify. */
export function createDeviceTokens(secrets: readonly string[]): DeviceTokens {
  const keys = secrets.map((secret) => createHmac('sha256', secret).update('taskpact device token').digest())
  const [key] = keys as [Buffer]

  function macOf(key: Buffer, device: string, passwordHash: string | null | undefined): Buffer {
    return createHmac('sha256', key)
      .update(`${device}.${passwordHash ?? ''}`)
      .digest()
  }

  return {
    issue({ id, passwordHash }, deviceId, now) {
      const expiresAt = new Date(now.getTime() + lifetime)
      const device = Buffer.from(JSON.stringify([id, deviceId, expiresAt.getTime()])).toString('base64url')
      return { token: `${device}.${macOf(key, device, passwordHash).toString('base64url')}`, expiresAt }
    },

    deviceOf(token, user, now) {
      if (token === undefined || token.length > maxLength) return undefined
      const [device = '', mac = ''] = token.split('.')
      const given = Buffer.from(mac, 'base64url')
      const isAuthentic = keys
        .map((key) => macOf(key, device, user?.passwordHash))
        .some((expected) => given.length === expected.length && timingSafeEqual(given, expected))
      if (!isAuthentic || !user?.passwordHash || token !== `${device}.${given.toString('base64url')}`) return undefined
      const [userId, deviceId, expiresAt] = Device.parse(JSON.parse(Buffer.from(device, 'base64url').toString()))
      return userId === user.id && expiresAt > now.getTime() ? deviceId : undefined
    },
  }
}
