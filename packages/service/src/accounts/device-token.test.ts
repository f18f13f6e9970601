import { describe, expect, it } from 'vitest'
import { createDeviceTokens } from './device-token.js'

const secret = 'a secret of the tests, of at least 32 bytes'
const otherSecret = 'another secret, also of at least 32 bytes'
const now = new Date('2026-11-23T09:30:00.000Z')
const day = 24 * 60 * 60 * 1000
const deviceId = '0199e8f4-6b7c-7a01-bb3e-2f9a4d5c6e70'
const ada = { id: 'ada', passwordHash: '$argon2id$ada', devicesForgottenAt: null }

const devices = createDeviceTokens([secret])
const { token, expiresAt } = devices.issue(ada, { id: deviceId }, now)
const [device = '', mac = ''] = token.split('.')

describe('device token', () => {
  it('names its device to its user for a year', () => {
    expect(devices.deviceOf(token, ada, now)).toEqual({ id: deviceId })
    expect(devices.deviceOf(token, ada, new Date(expiresAt.getTime() - 1))).toEqual({ id: deviceId })
    expect(devices.deviceOf(token, ada, expiresAt)).toBeUndefined()
    expect(expiresAt.getTime() - now.getTime()).toBe(365 * day)
  })

  it('is verified by previous secrets', () => {
    expect(createDeviceTokens([otherSecret, secret]).deviceOf(token, ada, now)).toEqual({ id: deviceId })
    expect(createDeviceTokens([otherSecret]).deviceOf(token, ada, now)).toBeUndefined()
  })

  it.each([
    ['another user', { ...ada, id: 'eve', passwordHash: '$argon2id$eve' }],
    ['another user with the same hash', { ...ada, id: 'eve' }],
    ['a changed password', { ...ada, passwordHash: '$argon2id$new' }],
    ['a user without a password', { ...ada, passwordHash: null }],
    ['no user', undefined],
  ])('is invalid for %s', (_what, user) => {
    expect(devices.deviceOf(token, user, now)).toBeUndefined()
  })

  it.each([
    undefined,
    '',
    '.',
    'garbage',
    device,
    `${device}.`,
    `${device}.${mac.slice(1)}`,
    `${device}.${'A'.repeat(mac.length)}`,
    `${Buffer.from('["ada","eve",9]').toString('base64url')}.${mac}`,
    `${token}.`,
    `${token}=`,
    ` ${token}`,
    token.padEnd(1_000_000, 'A'),
  ])('is refused if forged: %#', (forged) => {
    expect(devices.deviceOf(forged, ada, now)).toBeUndefined()
  })

  it('names the device of a user without a password, and of no one else', () => {
    const withoutPassword = { ...ada, passwordHash: null }
    const { token } = devices.issue(withoutPassword, { id: deviceId }, now)

    expect(devices.deviceOf(token, withoutPassword, now)).toEqual({ id: deviceId })
    expect(devices.deviceOf(token, undefined, now)).toBeUndefined()
    expect(devices.deviceOf(token, { ...withoutPassword, id: 'eve' }, now)).toBeUndefined()
    expect(devices.deviceOf(token, ada, now)).toBeUndefined()
  })

  describe('of a remembered device', () => {
    const rememberedAt = now.getTime()
    const { token } = devices.issue(ada, { id: deviceId, rememberedAt }, now)

    it('remembers it for 30 days, and then still names it', () => {
      const end = rememberedAt + 30 * day

      expect(devices.deviceOf(token, ada, new Date(end - 1))).toEqual({ id: deviceId, rememberedAt })
      expect(devices.deviceOf(token, ada, new Date(end))).toEqual({ id: deviceId })
    })

    it('does not extend that by another sign-in', () => {
      const later = new Date(rememberedAt + 20 * day)
      const next = devices.issue(ada, devices.deviceOf(token, ada, later) ?? { id: '' }, later).token

      expect(devices.deviceOf(next, ada, new Date(rememberedAt + 30 * day))).toEqual({ id: deviceId })
    })

    it('is no longer remembered once devices were forgotten, whatever the clock says', () => {
      const earlier = new Date(rememberedAt - day).toISOString()

      expect(devices.deviceOf(token, { ...ada, devicesForgottenAt: earlier }, now)).toEqual({ id: deviceId })
    })
  })
})
