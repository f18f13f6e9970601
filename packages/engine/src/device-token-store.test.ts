import { expect, it } from 'vitest'
import type { Effects } from './call.js'
import { deviceTokenStore } from './device-token-store.js'

it('is undefined on a transport without cookies', () => {
  expect(deviceTokenStore({}, {})).toBeUndefined()
})

it('returns the token of the request if the page may use it, and turns a change into an effect', () => {
  const effects: Effects = {}
  const expiresAt = new Date('2027-03-01')
  deviceTokenStore({ deviceCookie: { token: 'old', isAllowed: true } }, effects)?.set('new', expiresAt)

  expect(deviceTokenStore({ deviceCookie: { token: 'old', isAllowed: true } }, {})?.get()).toBe('old')
  expect(deviceTokenStore({ deviceCookie: { token: 'old', isAllowed: false } }, {})?.get()).toBeUndefined()
  expect(effects).toEqual({ setDeviceToken: { token: 'new', expiresAt } })
})
